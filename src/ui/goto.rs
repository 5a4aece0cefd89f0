//! Go to coordinates: typed or pasted in any usual form; where two readings are possible, both are offered.

use egui::Ui;

use super::command::AppCommand;
use super::finding::{FindingCommand, Search};
use super::format;
use super::search_list::{Row, field_ui, rows_ui};
use super::text::{Texts, Value};
use super::view::View;
use super::widgets::faint_ui;
use crate::geometry::{BoundingBox, LonLat, WrittenPlaceError, geodesic_length, places_from_text};
use crate::units::Metres;

/// Farther outside the community than this nothing is shown: the flat plane of the map does not reach there, metres.
const FARTHEST_M: f64 = 250_000.0;

/// The panel; `out` collects what was asked for.
pub(super) fn goto_ui(ui: &mut Ui, view: &View<'_>, search: &mut Search, out: &mut Vec<AppCommand>) {
    let texts = view.texts;
    let pressed = field_ui(ui, &texts.get("goto-field"), &texts.get("goto-hint"), search);
    ui.add_space(4.0);
    let Some(community) = view.community else { return };
    let places = match places_from_text(&search.typed) {
        Ok(places) => by_nearness(places, community.bounds()),
        Err(error) => {
            faint_ui(ui, texts.get(error_key(error)));
            return;
        }
    };
    if places.len() > 1 {
        faint_ui(ui, texts.get("goto-two"));
    }
    let rows: Vec<Row> = places.iter().map(|(away, place)| row(texts, *away, *place)).collect();
    let chosen = rows_ui(ui, search, pressed, &rows);
    if let Some((_, place)) = chosen.and_then(|chosen| places.get(chosen)) {
        out.push(AppCommand::SetDialog(None));
        out.push(AppCommand::Finding(FindingCommand::ShowPlace(*place, place_text(*place))));
    }
}

/// The readings with their distances from the community in metres, the nearest first.
fn by_nearness(places: Vec<LonLat>, bounds: BoundingBox) -> Vec<(f64, LonLat)> {
    let mut places: Vec<(f64, LonLat)> =
        places.into_iter().map(|place| (geodesic_length(nearest_in(bounds, place), place).value(), place)).collect();
    places.sort_by(|a, b| a.0.total_cmp(&b.0));
    places
}

/// The place of a box nearest to another place.
fn nearest_in(bounds: BoundingBox, place: LonLat) -> LonLat {
    LonLat::new_clamped(
        place.lon().clamp(bounds.min.lon(), bounds.max.lon()),
        place.lat().clamp(bounds.min.lat(), bounds.max.lat()),
    )
}

fn row(texts: Texts, away: f64, place: LonLat) -> Row {
    let distance = format::distance(texts, Metres::new_clamped(away));
    let detail = if away < 1.0 {
        texts.get("goto-inside")
    } else if away <= FARTHEST_M {
        texts.with("goto-away", &[("n", Value::Text(&distance))])
    } else {
        texts.with("goto-too-far", &[("n", Value::Text(&distance))])
    };
    Row { label: place_text(place), detail, is_enabled: away <= FARTHEST_M, ..Row::default() }
}

/// A place as the status bar writes it.
#[must_use]
pub(super) fn place_text(place: LonLat) -> String {
    let (east, north) = (if place.lon() < 0.0 { "W" } else { "E" }, if place.lat() < 0.0 { "S" } else { "N" });
    format!("{:.5}° {east}  {:.5}° {north}", place.lon().abs(), place.lat().abs())
}

const fn error_key(error: WrittenPlaceError) -> &'static str {
    match error {
        WrittenPlaceError::Empty => "goto-empty",
        WrittenPlaceError::NotTwo => "goto-not-two",
        WrittenPlaceError::SameAxis => "goto-same-axis",
        WrittenPlaceError::BadAngle => "goto-bad-angle",
        WrittenPlaceError::OutOfRange => "goto-out-of-range",
        WrittenPlaceError::Shifted => "goto-shifted",
        WrittenPlaceError::UnknownLink => "goto-unknown-link",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::text::Language;

    #[test]
    fn of_two_readings_the_one_near_the_community_stands_first() {
        let bounds = BoundingBox::around([LonLat::new_clamped(9.4, 47.0), LonLat::new_clamped(9.6, 47.2)]).unwrap();
        let balzers = LonLat::new_clamped(9.5, 47.1);
        for text in ["9.5, 47.1", "47.1, 9.5"] {
            let places = by_nearness(places_from_text(text).unwrap(), bounds);
            assert_eq!(places[0], (0.0, balzers), "{text}");
            assert!(places[1].0 > FARTHEST_M);
            let english = Texts::new(Language::English);
            assert!(row(english, places[0].0, places[0].1).is_enabled);
            assert!(!row(english, places[1].0, places[1].1).is_enabled);
        }
    }

    #[test]
    fn every_refusal_is_said_in_both_languages() {
        use WrittenPlaceError as Why;
        for error in
            [Why::Empty, Why::NotTwo, Why::SameAxis, Why::BadAngle, Why::OutOfRange, Why::Shifted, Why::UnknownLink]
        {
            let [english, chinese] = Language::ALL.map(|language| Texts::new(language).get(error_key(error)));
            assert!(english != chinese && !chinese.starts_with("goto-"), "{chinese}");
        }
    }
}
