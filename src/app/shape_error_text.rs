//! What is wrong with a drawn shape, in the language of the window.

use super::error_text::say;
use crate::geometry::LonLat;
use crate::geometry::editing::{EditFault, ShapeFault};
use crate::ui::Texts;

/// Why a shape cannot be drawn or changed.
pub(super) fn edit_fault(texts: Texts, fault: &EditFault) -> String {
    match fault {
        EditFault::Shape(faults) => {
            let all: Vec<String> = faults.iter().map(|fault| shape_fault(texts, *fault)).collect();
            all.join("; ")
        }
        EditFault::NotCut => texts.get("error-shape-not_cut"),
        EditFault::Apart => texts.get("error-shape-apart"),
        EditFault::AgainstEachOther => texts.get("error-shape-against_each_other"),
        EditFault::Vanishes => texts.get("error-shape-vanishes"),
        EditFault::WrongShape(_) => texts.get("error-shape-wrong_shape"),
        EditFault::BadNumber(number) => say(texts, "error-shape-bad_number", &[("n", &number.to_string())]),
        EditFault::Unsound(_) => texts.get("error-shape-unsound"),
    }
}

fn shape_fault(texts: Texts, fault: ShapeFault) -> String {
    let key = match fault {
        ShapeFault::Empty => return texts.get("error-shape-empty"),
        ShapeFault::LineOfOnePoint(_) => "error-shape-line_of_one_point",
        ShapeFault::TooFewCorners(_) => "error-shape-too_few_corners",
        ShapeFault::NoArea(_) => "error-shape-no_area",
        ShapeFault::SelfCrossing(_) => "error-shape-self_crossing",
        ShapeFault::RingsOverlap(_) => "error-shape-rings_overlap",
        ShapeFault::HoleOutside(_) => "error-shape-hole_outside",
        ShapeFault::TooWide(_) => "error-shape-too_wide",
    };
    let place = fault.place().map_or_else(String::new, place_words);
    say(texts, key, &[("place", &place)])
}

fn place_words(place: LonLat) -> String {
    format!("{:.5}, {:.5}", place.lon(), place.lat())
}
