//! What was guessed of a layer, said once: kinds without tags, columns taken by their name.

use super::columns::Columns;
use super::notices::Notices;
use super::recognize::Grounds;
use super::record::words;
use crate::community::{Fact, FeatureKind, WarningCode};
use crate::geometry::LonLat;

/// How often something was guessed, and where first.
pub(super) struct Guess {
    pub(super) n: usize,
    pub(super) feature: u32,
    pub(super) place: Option<LonLat>,
}

/// Says what was guessed of a kind, once for the layer.
pub(super) fn note_guess(
    kind: FeatureKind,
    grounds: Grounds,
    guess: &Guess,
    columns: &Columns<'_>,
    notices: &mut Notices,
) {
    let Guess { n, feature, place } = guess;
    let many = if *n == 1 { "feature" } else { "features" };
    let advice = "name the kind of this layer in the mapping where that is wrong";
    let because = match grounds {
        Grounds::Tag if kind == FeatureKind::Other => {
            let message =
                format!("{n} {many} carry tags of things that are not used (street lamps, railways …); counted only");
            return notices.add(WarningCode::KindUnknown, Some(*feature), message, *place);
        }
        Grounds::Tag | Grounds::Mapped => return,
        Grounds::Columns => "because of the columns",
        Grounds::FileName => "because of the file's name",
        Grounds::OnlyLines => "because the layer holds nothing but lines",
        Grounds::Nothing | Grounds::LooksLikeHazard | Grounds::LooksLikeDestination => {
            let looks = match grounds {
                Grounds::LooksLikeHazard => "; they look like hazard areas, which belong into the plan",
                Grounds::LooksLikeDestination => "; they look like destinations, which belong into the plan as sites",
                Grounds::Nothing
                | Grounds::Mapped
                | Grounds::Tag
                | Grounds::Columns
                | Grounds::FileName
                | Grounds::OnlyLines => "",
            };
            let message = format!(
                "{n} {many} are of no kind that is known{looks} (columns: {}); counted, not used: {advice}",
                columns.names(8)
            );
            return notices.add(WarningCode::KindUnknown, Some(*feature), message, *place);
        }
    };
    let message = format!("{n} {many} taken as {} {because}: {advice}", words(kind));
    notices.add(WarningCode::KindGuessed, Some(*feature), message, *place);
}

/// Says which columns were taken by their name alone, and which mapped ones are not there.
pub(super) fn note_columns(columns: &Columns<'_>, notices: &mut Notices) {
    for (column, fact) in columns.guesses() {
        let message = format!(
            "the column “{}” was taken for {} because of its name: name another column in the mapping where that is wrong",
            column.name,
            fact_words(fact)
        );
        notices.add(WarningCode::ColumnGuessed, None, message, None);
    }
    for (fact, column) in columns.missing() {
        let message = format!(
            "the mapping takes {} from the column “{column}”, which the file does not have (columns: {})",
            fact_words(fact),
            columns.names(8)
        );
        notices.add(WarningCode::FactGuessed, None, message, None);
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
        Fact::OneWay => "the direction for vehicles",
    }
}
