//! The columns of tables: every fact of a plan object under the name it has in the plan file, with its unit.

use super::TableKind;
use crate::plan::SiteKind;

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the fact of its name; units stand in `Column::name`")]
pub enum Column {
    Id,
    Name,
    SiteKind,
    State,
    IsOpen,
    Class,
    Space,
    CapacityPersons,
    EffectiveArea,
    AreaPerPerson,
    UnfitFor,
    Stock,
    Beds,
    Staff,
    DeviceType,
    LevelDb,
    Reference,
    HasBackupPower,
    Operator,
    ExitFlow,
    Manager,
    Phone,
    Code,
    Phase,
    Organization,
    Contact,
    Wardens,
    Destination,
    LastDrill,
    Hazard,
    From,
    Until,
    Effect,
    SpeedFactor,
    Depth,
    Reason,
    Change,
    Width,
    Speed,
    HasSigns,
    Author,
    Text,
    Status,
    IsLocked,
    Longitude,
    Latitude,
    PeopleInside,
    PersonsReached,
    PersonsBeyond,
    Area,
    Length,
    WalkMinutes,
    Gaps,
    Faults,
    NarrowestWidth,
    WidthToday,
    Wkt,
}

/// How a column is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Any text.
    Text,
    /// A whole number of things.
    Count,
    /// A number.
    Number,
    /// Yes or no.
    Flag,
    /// One of a list of words.
    Word,
    /// Several hazards.
    Hazards,
    /// Lines of stock.
    Stock,
    /// A site, by number or name.
    Site,
    /// Not at all: it is worked out, or given by the plan.
    ReadOnly,
    /// A shape as text; only in files.
    Shape,
}

impl Column {
    /// Every column.
    pub const ALL: [Self; 57] = [
        Self::Id,
        Self::Name,
        Self::SiteKind,
        Self::State,
        Self::IsOpen,
        Self::Class,
        Self::Space,
        Self::CapacityPersons,
        Self::EffectiveArea,
        Self::AreaPerPerson,
        Self::UnfitFor,
        Self::Stock,
        Self::Beds,
        Self::Staff,
        Self::DeviceType,
        Self::LevelDb,
        Self::Reference,
        Self::HasBackupPower,
        Self::Operator,
        Self::ExitFlow,
        Self::Manager,
        Self::Phone,
        Self::Code,
        Self::Phase,
        Self::Organization,
        Self::Contact,
        Self::Wardens,
        Self::Destination,
        Self::LastDrill,
        Self::Hazard,
        Self::From,
        Self::Until,
        Self::Effect,
        Self::SpeedFactor,
        Self::Depth,
        Self::Reason,
        Self::Change,
        Self::Width,
        Self::Speed,
        Self::HasSigns,
        Self::Author,
        Self::Text,
        Self::Status,
        Self::IsLocked,
        Self::Longitude,
        Self::Latitude,
        Self::PeopleInside,
        Self::PersonsReached,
        Self::PersonsBeyond,
        Self::Area,
        Self::Length,
        Self::WalkMinutes,
        Self::Gaps,
        Self::Faults,
        Self::NarrowestWidth,
        Self::WidthToday,
        Self::Wkt,
    ];

    /// The name in files: the property of the plan file, with its unit.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Name => "name",
            Self::SiteKind => "site_kind",
            Self::State => "state",
            Self::IsOpen => "is_open",
            Self::Class => "class",
            Self::Space => "space",
            Self::CapacityPersons => "capacity_persons",
            Self::EffectiveArea => "effective_area_m2",
            Self::AreaPerPerson => "area_per_person_m2",
            Self::UnfitFor => "unfit_for",
            Self::Stock => "stock",
            Self::Beds => "beds",
            Self::Staff => "staff",
            Self::DeviceType => "device_type",
            Self::LevelDb => "level_db",
            Self::Reference => "reference_m",
            Self::HasBackupPower => "has_backup_power",
            Self::Operator => "operator",
            Self::ExitFlow => "exit_persons_per_min",
            Self::Manager => "manager",
            Self::Phone => "phone",
            Self::Code => "code",
            Self::Phase => "phase_min",
            Self::Organization => "organization",
            Self::Contact => "contact",
            Self::Wardens => "wardens",
            Self::Destination => "destination",
            Self::LastDrill => "last_drill",
            Self::Hazard => "hazard",
            Self::From => "from_min",
            Self::Until => "until_min",
            Self::Effect => "effect",
            Self::SpeedFactor => "speed_factor",
            Self::Depth => "depth_m",
            Self::Reason => "reason",
            Self::Change => "change",
            Self::Width => "width_m",
            Self::Speed => "speed_km_h",
            Self::HasSigns => "has_signs",
            Self::Author => "author",
            Self::Text => "text",
            Self::Status => "status",
            Self::IsLocked => "is_locked",
            Self::Longitude => "longitude",
            Self::Latitude => "latitude",
            Self::PeopleInside => "people_inside",
            Self::PersonsReached => "persons_reached",
            Self::PersonsBeyond => "persons_beyond_limit",
            Self::Area => "area_m2",
            Self::Length => "length_m",
            Self::WalkMinutes => "walk_min",
            Self::Gaps => "gaps",
            Self::Faults => "faults",
            Self::NarrowestWidth => "narrowest_width_m",
            Self::WidthToday => "width_today_m",
            Self::Wkt => "wkt",
        }
    }

    /// How it is filled in.
    #[must_use]
    pub const fn entry(self) -> Entry {
        match self {
            Self::Name
            | Self::DeviceType
            | Self::Operator
            | Self::Manager
            | Self::Phone
            | Self::Code
            | Self::Organization
            | Self::Contact
            | Self::LastDrill
            | Self::Reason
            | Self::Author
            | Self::Text => Entry::Text,
            Self::CapacityPersons | Self::Beds | Self::Staff | Self::Wardens => Entry::Count,
            Self::EffectiveArea
            | Self::AreaPerPerson
            | Self::LevelDb
            | Self::Reference
            | Self::ExitFlow
            | Self::Phase
            | Self::From
            | Self::Until
            | Self::SpeedFactor
            | Self::Depth
            | Self::Width
            | Self::Speed
            | Self::Longitude
            | Self::Latitude => Entry::Number,
            Self::IsOpen | Self::HasBackupPower | Self::HasSigns | Self::IsLocked => Entry::Flag,
            Self::SiteKind
            | Self::State
            | Self::Class
            | Self::Space
            | Self::Hazard
            | Self::Effect
            | Self::Change
            | Self::Status => Entry::Word,
            Self::UnfitFor => Entry::Hazards,
            Self::Stock => Entry::Stock,
            Self::Destination => Entry::Site,
            Self::Id
            | Self::PeopleInside
            | Self::PersonsReached
            | Self::PersonsBeyond
            | Self::Area
            | Self::Length
            | Self::WalkMinutes
            | Self::Gaps
            | Self::Faults
            | Self::NarrowestWidth
            | Self::WidthToday => Entry::ReadOnly,
            Self::Wkt => Entry::Shape,
        }
    }

    /// Is it worked out from the plan and the community, and so never read from a file?
    #[must_use]
    pub const fn is_derived(self) -> bool {
        matches!(self.entry(), Entry::ReadOnly) && !matches!(self, Self::Id)
    }
}

/// What every place that people go to has, in front.
const SITE_START: [Column; 4] = [Column::Id, Column::Name, Column::State, Column::IsOpen];
/// What every site has, behind.
const SITE_END: [Column; 6] =
    [Column::Manager, Column::Phone, Column::SiteKind, Column::IsLocked, Column::Longitude, Column::Latitude];
const CAPACITY: [Column; 3] = [Column::CapacityPersons, Column::EffectiveArea, Column::AreaPerPerson];
const REACH: [Column; 2] = [Column::PersonsReached, Column::PersonsBeyond];

/// The columns of a table on screen, in order. Files have [`Column::Wkt`] beside them.
#[must_use]
pub fn columns(kind: TableKind) -> Vec<Column> {
    use Column as C;
    match kind {
        TableKind::Site(kind) => site_columns(kind),
        TableKind::EvacuationArea => vec![
            C::Id,
            C::Name,
            C::Code,
            C::Phase,
            C::Organization,
            C::Contact,
            C::Wardens,
            C::Destination,
            C::LastDrill,
            C::IsLocked,
            C::PeopleInside,
            C::Area,
        ],
        TableKind::HazardArea => vec![
            C::Id,
            C::Name,
            C::Hazard,
            C::Effect,
            C::SpeedFactor,
            C::From,
            C::Until,
            C::Depth,
            C::IsLocked,
            C::PeopleInside,
            C::Area,
        ],
        TableKind::Closure => vec![
            C::Id,
            C::Name,
            C::Reason,
            C::From,
            C::Until,
            C::IsLocked,
            C::Longitude,
            C::Latitude,
            C::Length,
            C::Area,
        ],
        TableKind::RoadChange => {
            vec![C::Id, C::Name, C::Change, C::Width, C::Speed, C::IsLocked, C::Length, C::WidthToday]
        }
        TableKind::Route => vec![
            C::Id,
            C::Name,
            C::HasSigns,
            C::IsLocked,
            C::Length,
            C::WalkMinutes,
            C::Gaps,
            C::Faults,
            C::NarrowestWidth,
        ],
        TableKind::Note => vec![C::Id, C::Text, C::Author, C::Status, C::IsLocked, C::Longitude, C::Latitude],
    }
}

fn site_columns(kind: SiteKind) -> Vec<Column> {
    use Column as C;
    let own: Vec<Column> = match kind {
        SiteKind::Shelter => [&[C::Class, C::Space][..], &CAPACITY, &[C::UnfitFor], &REACH].concat(),
        SiteKind::SafeHarbor => [&[C::Space][..], &CAPACITY, &[C::UnfitFor], &REACH].concat(),
        SiteKind::SupplyPoint => [&[C::Stock][..], &CAPACITY, &REACH].concat(),
        SiteKind::MedicalPoint => [&[C::Beds, C::Staff][..], &CAPACITY, &REACH].concat(),
        SiteKind::ServicePoint => [&[C::Staff][..], &CAPACITY, &REACH].concat(),
        SiteKind::WarningDevice => vec![C::DeviceType, C::LevelDb, C::Reference, C::HasBackupPower, C::Operator],
        SiteKind::Exit => [&[C::ExitFlow][..], &REACH].concat(),
    };
    [&SITE_START[..], &own, &SITE_END, &[C::Area]].concat()
}

/// The columns that objects of these tables share and that can be set for all of them at once: no number, no place.
#[must_use]
pub fn editable_together(kinds: &[TableKind]) -> Vec<Column> {
    let Some((first, others)) = kinds.split_first() else { return Vec::new() };
    let others: Vec<Vec<Column>> = others.iter().map(|&kind| columns(kind)).collect();
    let is_common = |column: &Column| others.iter().all(|list| list.contains(column));
    let is_free = |column: &Column| {
        !matches!(column.entry(), Entry::ReadOnly | Entry::Shape)
            && !matches!(column, Column::Longitude | Column::Latitude)
    };
    columns(*first).into_iter().filter(is_common).filter(is_free).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_column_has_a_name_of_its_own_and_stands_in_some_table() {
        let names: BTreeSet<&str> = Column::ALL.iter().map(|column| column.name()).collect();
        assert_eq!(names.len(), Column::ALL.len());
        let shown: BTreeSet<Column> = TableKind::ALL.iter().flat_map(|&kind| columns(kind)).collect();
        let missing: Vec<&Column> = Column::ALL.iter().filter(|column| !shown.contains(column)).collect();
        assert_eq!(missing, [&Column::Wkt]);
        for kind in TableKind::ALL {
            let list = columns(kind);
            assert_eq!(list.first(), Some(&Column::Id));
            assert_eq!(list.iter().collect::<BTreeSet<_>>().len(), list.len(), "{kind:?} lists a column twice");
        }
    }

    #[test]
    fn what_several_kinds_share_can_be_set_together() {
        let both = editable_together(&[TableKind::Route, TableKind::Closure]);
        assert_eq!(both, [Column::Name, Column::IsLocked]);
        assert!(editable_together(&[]).is_empty());
    }
}
