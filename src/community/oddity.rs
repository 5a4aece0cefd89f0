//! Everything that can be odd in the planner's files, as facts: the window and the command line put it into words.

use std::fmt;

use super::{Fact, FeatureKind, FeatureProblem, FormatOddity, NumberProblem, WarningCode};
use crate::geometry::LonLat;
use crate::units::Persons;

/// Which ring of an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RingRole {
    /// The outline.
    Outer,
    /// A hole in it.
    Hole,
}

impl RingRole {
    const fn words(self) -> &'static str {
        match self {
            Self::Outer => "an outer ring",
            Self::Hole => "a hole",
        }
    }
}

/// What a geometry is, roughly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShapeKind {
    /// A point.
    Point,
    /// Lines.
    Lines,
    /// Areas.
    Area,
}

impl ShapeKind {
    /// The stable word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Lines => "line",
            Self::Area => "area",
        }
    }
}

/// By which weak sign a kind was guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KindSign {
    /// The columns of the layer.
    Columns,
    /// The name of the file.
    FileName,
    /// All features are lines.
    OnlyLines,
}

/// What features of no known kind look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownLook {
    /// Nothing.
    Nothing,
    /// Hazard areas of a plan.
    Hazard,
    /// Destinations of a plan.
    Destination,
}

/// How an estimate of people was scaled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum EstimateScale {
    /// To the total the planner gave.
    GivenTotal(Persons),
    /// By so much floor per resident, m².
    FloorArea(f64),
}

/// What became of a zone's people beyond those that finer data placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZoneRest {
    /// Nobody was left.
    Nobody,
    /// So many went to the zone's other buildings.
    Spread(Persons),
    /// So many had no other building and were left out.
    LeftOut(Persons),
}

/// One oddity: what was found, and with it what was done and what the planner can do.
///
/// `Display` says it in English, without file and feature.
#[derive(Clone, Debug, PartialEq)]
pub enum Oddity {
    /// So many bytes after the end of the collection, from this byte on, were left out.
    BytesAfterEnd {
        /// How many.
        bytes: usize,
        /// From which byte, from 0.
        from: usize,
    },
    /// The feature cannot be read.
    UnreadableFeature(FeatureProblem),
    /// The feature has no geometry.
    NullGeometry,
    /// The geometry has no coordinates.
    EmptyGeometry,
    /// These two numbers are no longitude and latitude.
    OffEarth(f64, f64),
    /// The feature reaches a place so many kilometres from all others.
    Stray(LonLat, f64),
    /// The layer lies so many kilometres away and would fit with axes exchanged.
    SwappedLayer(f64),
    /// The layer lies so many kilometres from all others.
    FarLayer(f64),
    /// Positions of more than three numbers.
    ExtraCoordinates,
    /// A line with fewer than two different places.
    ShortLine,
    /// A ring with fewer than four places.
    ShortRing(RingRole),
    /// A ring that was closed for use.
    UnclosedRing(RingRole),
    /// A ring that crosses itself.
    SelfCrossingRing(RingRole),
    /// A ring without area.
    FlatRing(RingRole),
    /// A collection of different geometries.
    MixedCollection,
    /// So many points in one feature.
    SeveralPoints(usize),
    /// A thing of this kind cannot have this shape.
    WrongShape(FeatureKind, ShapeKind),
    /// The value of a column was not taken.
    ValueNotTaken {
        /// The column.
        column: String,
        /// Why.
        problem: NumberProblem,
    },
    /// A count that is not whole, and the whole one taken.
    NotWhole(f64, f64),
    /// A zone without a usable number.
    ZoneWithoutCount,
    /// So many features were taken as this kind by a weak sign.
    KindGuessed(usize, FeatureKind, KindSign),
    /// So many features are of things that are not used.
    KindUnused(usize),
    /// So many features are of no known kind.
    KindUnknown {
        /// How many.
        n: usize,
        /// What they look like.
        look: UnknownLook,
        /// The columns they have.
        columns: String,
    },
    /// A column was taken for a fact because of its name.
    ColumnGuessed(String, Fact),
    /// The mapping names a column the file does not have.
    MappedColumnMissing {
        /// The fact it should give.
        fact: Fact,
        /// The column named.
        column: String,
        /// The columns there are.
        columns: String,
    },
    /// The mapping names a layer that was not opened.
    MappedLayerMissing,
    /// So many open spaces have a use that is built upon.
    BuiltUpOpenSpaces(usize),
    /// An old `crs` member names this system.
    OldSystem(String),
    /// An old `crs` member says nothing.
    NullSystem,
    /// People of zone totals were spread.
    PersonsSpread {
        /// How many people.
        persons: u64,
        /// Over so many doors.
        doors: usize,
        /// And the middles of so many zones without buildings.
        middles: usize,
    },
    /// So many buildings count as empty.
    BuildingsEmpty(usize),
    /// People were estimated.
    PersonsEstimated {
        /// Buildings without a number.
        buildings: usize,
        /// People put into them.
        persons: Persons,
        /// By which measure.
        scale: EstimateScale,
    },
    /// The zone's people stand at its middle.
    ZoneWithoutBuildings(Persons),
    /// A zone and finer data inside it count the same people.
    CountedTwice {
        /// What the zone names.
        zone: Persons,
        /// What the finer data name.
        finer: u64,
        /// What became of the rest.
        rest: ZoneRest,
    },
    /// The study area reaches so many kilometres; lengths are up to so many percent off.
    LargeStudyArea(f64, f64),
    /// A byte-order mark was cut off.
    ByteOrderMark,
    /// The text is not UTF-8 from this byte on.
    NotUtf8(usize),
    /// A sequence with record separators.
    RecordSeparators,
    /// The compressed file ends early; so many bytes were unpacked.
    TruncatedGzip(usize),
    /// The file ends early.
    Truncated {
        /// At which byte.
        byte: usize,
        /// Whole features before it.
        features: usize,
    },
    /// Something about a format beside `GeoJSON`, or about a coordinate system.
    Format(FormatOddity),
    /// More of the same kind, only counted.
    Folded {
        /// The kind.
        code: WarningCode,
        /// So many more.
        more: usize,
        /// So many in all.
        all: usize,
    },
}

impl Oddity {
    /// The kind of oddity.
    #[must_use]
    pub const fn code(&self) -> WarningCode {
        match self {
            Self::BytesAfterEnd { .. } | Self::UnreadableFeature(_) => WarningCode::UnreadableFeature,
            Self::NullGeometry => WarningCode::NullGeometry,
            Self::EmptyGeometry => WarningCode::EmptyGeometry,
            Self::OffEarth(..) | Self::Stray(..) => WarningCode::BadCoordinates,
            Self::SwappedLayer(_) => WarningCode::SwappedAxes,
            Self::FarLayer(_) => WarningCode::FarFromOthers,
            Self::ExtraCoordinates => WarningCode::ExtraCoordinates,
            Self::ShortLine => WarningCode::TooShortLine,
            Self::ShortRing(_) => WarningCode::TooShortRing,
            Self::UnclosedRing(_) => WarningCode::UnclosedRing,
            Self::SelfCrossingRing(_) => WarningCode::SelfCrossingRing,
            Self::FlatRing(_) => WarningCode::FlatRing,
            Self::MixedCollection | Self::SeveralPoints(_) | Self::WrongShape(..) => {
                WarningCode::GeometryDoesNotFitKind
            }
            Self::ValueNotTaken { .. } | Self::NotWhole(..) | Self::ZoneWithoutCount => WarningCode::BadNumber,
            Self::KindGuessed(..) => WarningCode::KindGuessed,
            Self::KindUnused(_) | Self::KindUnknown { .. } => WarningCode::KindUnknown,
            Self::ColumnGuessed(..) => WarningCode::ColumnGuessed,
            Self::MappedColumnMissing { .. } | Self::MappedLayerMissing | Self::BuiltUpOpenSpaces(_) => {
                WarningCode::FactGuessed
            }
            Self::OldSystem(_) | Self::NullSystem => WarningCode::OldCrsMember,
            Self::PersonsSpread { .. } => WarningCode::PersonsSpread,
            Self::BuildingsEmpty(_) | Self::PersonsEstimated { .. } => WarningCode::PersonsEstimated,
            Self::ZoneWithoutBuildings(_) => WarningCode::ZoneWithoutBuildings,
            Self::CountedTwice { .. } => WarningCode::PersonsCountedTwice,
            Self::LargeStudyArea(..) => WarningCode::LargeStudyArea,
            Self::ByteOrderMark | Self::NotUtf8(_) | Self::RecordSeparators => WarningCode::TextEncoding,
            Self::TruncatedGzip(_) | Self::Truncated { .. } => WarningCode::TruncatedFile,
            Self::Format(oddity) => oddity.code(),
            Self::Folded { code, .. } => *code,
        }
    }
}

impl fmt::Display for Oddity {
    #[expect(clippy::too_many_lines, reason = "one table of sentences, one arm each")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BytesAfterEnd { bytes, from } => {
                write!(f, "{bytes} bytes after the end of the collection, from byte {from} on, were left out")
            }
            Self::UnreadableFeature(problem) => {
                write!(f, "the feature cannot be read: {problem}; it is counted and not used")
            }
            Self::NullGeometry => f.write_str("the feature has no geometry; it is counted and not used"),
            Self::EmptyGeometry => f.write_str("the geometry has no coordinates; the feature is counted and not used"),
            Self::OffEarth(x, y) => write!(
                f,
                "the coordinates {x}, {y} are no longitude and latitude in degrees; the feature was set aside: correct \
                 it in its source"
            ),
            Self::Stray(place, km) => write!(
                f,
                "the feature reaches {place}, {km:.0} km from the middle of the community; it was set aside: correct \
                 the coordinate in its source"
            ),
            Self::SwappedLayer(km) => write!(
                f,
                "the layer lies {km:.1} km from the others and would lie on them with latitude and longitude \
                 exchanged: exchange them in its source"
            ),
            Self::FarLayer(km) => write!(
                f,
                "the layer lies {km:.1} km from all others: check that it belongs to this community and is WGS 84 \
                 (not GCJ-02, not another system)"
            ),
            Self::ExtraCoordinates => f.write_str("positions have more than three numbers; the first two are used"),
            Self::ShortLine => f.write_str("a line with fewer than two different places was set aside"),
            Self::ShortRing(ring) => write!(f, "{} with fewer than four places was set aside", ring.words()),
            Self::UnclosedRing(ring) => write!(f, "{} was not closed; it was closed for use", ring.words()),
            Self::SelfCrossingRing(ring) => write!(
                f,
                "{} crosses itself; it is kept and drawn as it stands, its area is not to be trusted: mend it in its \
                 source",
                ring.words()
            ),
            Self::FlatRing(ring) => write!(f, "{} without area was set aside", ring.words()),
            Self::MixedCollection => {
                f.write_str("a collection of different geometries; only its areas, else its lines, are used")
            }
            Self::SeveralPoints(n) => write!(f, "{n} points in one feature; the first one is used"),
            Self::WrongShape(kind, shape) => write!(
                f,
                "a {} cannot be {}; the feature is counted and not used",
                kind_words(*kind),
                match shape {
                    ShapeKind::Point => "a point",
                    ShapeKind::Lines => "a line",
                    ShapeKind::Area => "an area",
                }
            ),
            Self::ValueNotTaken { column, problem } => {
                write!(f, "the value of “{column}” was not taken: {problem}")
            }
            Self::NotWhole(number, whole) => write!(f, "{number} is no whole count; {whole} was taken"),
            Self::ZoneWithoutCount => f.write_str(
                "the zone has no usable number of people or dwellings; it is counted and not used: name the column in \
                 the mapping, or fill the value in",
            ),
            Self::KindGuessed(n, kind, sign) => {
                let because = match sign {
                    KindSign::Columns => "because of the columns",
                    KindSign::FileName => "because of the file's name",
                    KindSign::OnlyLines => "because the layer holds nothing but lines",
                };
                write!(f, "{n} {} taken as {} {because}: {ADVICE}", features(*n), kind_words(*kind))
            }
            Self::KindUnused(n) => write!(
                f,
                "{n} {} carry tags of things that are not used (street lamps, railways …); counted only",
                features(*n)
            ),
            Self::KindUnknown { n, look, columns } => {
                let look = match look {
                    UnknownLook::Nothing => "",
                    UnknownLook::Hazard => "; they look like hazard areas, which belong into the plan",
                    UnknownLook::Destination => "; they look like destinations, which belong into the plan as sites",
                };
                write!(
                    f,
                    "{n} {} are of no kind that is known{look} (columns: {columns}); counted, not used: {ADVICE}",
                    features(*n)
                )
            }
            Self::ColumnGuessed(column, fact) => write!(
                f,
                "the column “{column}” was taken for {} because of its name: name another column in the mapping where \
                 that is wrong",
                fact_words(*fact)
            ),
            Self::MappedColumnMissing { fact, column, columns } => write!(
                f,
                "the mapping takes {} from the column “{column}”, which the file does not have (columns: {columns})",
                fact_words(*fact)
            ),
            Self::MappedLayerMissing => {
                f.write_str("the mapping names this layer, but no file of this name was opened")
            }
            Self::BuiltUpOpenSpaces(n) => write!(
                f,
                "{n} of the open spaces have a use that is built upon or sealed (residential, parking …); check them \
                 before people are sent there"
            ),
            Self::OldSystem(system) => {
                write!(f, "the old member `crs` names {system}; it was read as WGS 84 longitude and latitude")
            }
            Self::NullSystem => {
                f.write_str("the old member `crs` is null; the coordinates were read as WGS 84 longitude and latitude")
            }
            Self::PersonsSpread { persons, doors, middles } => {
                write!(f, "{persons} persons of zone totals stand at {doors} doors, spread by floor area × storeys")?;
                if *middles > 0 {
                    write!(f, " and at the middles of {middles} zones without buildings")?;
                }
                f.write_str("; their number per place is a guess")
            }
            Self::BuildingsEmpty(n) => write!(
                f,
                "{n} buildings have no number of people and lie in no population zone; they count as empty (give a \
                 column, a zone, or a total to change that)"
            ),
            Self::PersonsEstimated { buildings, persons, scale } => {
                write!(
                    f,
                    "{buildings} buildings have no number of people: {persons} estimated from floor area × storeys"
                )?;
                match scale {
                    EstimateScale::GivenTotal(total) => write!(f, ", scaled to the given total of {total}"),
                    EstimateScale::FloorArea(m2) => write!(f, " at {m2} m² of floor per resident"),
                }
            }
            Self::ZoneWithoutBuildings(persons) => {
                write!(f, "no building lies in the zone; its {persons} stand at its middle")
            }
            Self::CountedTwice { zone, finer, rest } => {
                write!(f, "the zone names {zone}, finer data inside it name {finer}; the finer data were taken, ")?;
                match rest {
                    ZoneRest::Nobody => f.write_str("nobody more was placed"),
                    ZoneRest::Spread(left) => write!(f, "{left} more were spread over the other buildings"),
                    ZoneRest::LeftOut(left) => {
                        write!(f, "{left} of the zone have no other building and were left out")
                    }
                }
            }
            Self::LargeStudyArea(km, percent) => write!(
                f,
                "the study area reaches {km:.0} km from its centre; areas and short straight distances are up to \
                 {percent:.1} % off at the edge, walking distances along roads stay exact"
            ),
            Self::ByteOrderMark => f.write_str("the text begins with a byte-order mark; it was cut off"),
            Self::NotUtf8(byte) => write!(
                f,
                "the text is not UTF-8 from byte {byte} on (perhaps GBK or Latin-1); what could not be read shows as \
                 �: save the file again as UTF-8"
            ),
            Self::RecordSeparators => f.write_str("the file is a sequence with record separators (RFC 8142)"),
            Self::TruncatedGzip(bytes) => {
                write!(f, "the compressed file ends early; the {bytes} bytes unpacked so far were read: copy it again")
            }
            Self::Truncated { byte, features } => write!(
                f,
                "the file ends early, at byte {byte}; the {features} whole features before it were read: copy it again"
            ),
            Self::Format(oddity) => oddity.fmt(f),
            Self::Folded { code, more, all } => {
                write!(f, "{more} more warnings of this kind ({}), {all} in all", code.name())
            }
        }
    }
}

const ADVICE: &str = "name the kind of this layer in the mapping where that is wrong";

const fn features(n: usize) -> &'static str {
    if n == 1 { "feature" } else { "features" }
}

/// A kind as a planner says it.
const fn kind_words(kind: FeatureKind) -> &'static str {
    match kind {
        FeatureKind::Road => "road",
        FeatureKind::Building => "building",
        FeatureKind::OpenSpace => "open space",
        FeatureKind::Facility => "facility",
        FeatureKind::Water => "water",
        FeatureKind::Boundary => "boundary",
        FeatureKind::PopulationZone => "population zone",
        FeatureKind::Other => "feature without use",
    }
}

/// A fact as a planner says it.
const fn fact_words(fact: Fact) -> &'static str {
    match fact {
        Fact::Persons => "the number of residents",
        Fact::PersonsByDay => "the number of people by day",
        Fact::VulnerablePersons => "the number of vulnerable people",
        Fact::Dwellings => "the number of dwellings",
        Fact::Levels => "the number of storeys",
        Fact::HeightM => "the height in metres",
        Fact::Name => "the name",
        Fact::Usage => "the use",
        Fact::RoadClass => "the class of road",
        Fact::WidthM => "the width in metres",
        Fact::Lanes => "the number of lanes",
        Fact::MaxSpeedKmH => "the speed limit in km/h",
        Fact::CapacityCarsPerH => "the cars an hour in one direction",
        Fact::OneWay => "the direction for vehicles",
    }
}
