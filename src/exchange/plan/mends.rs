//! Mends of the road network in the plan file: which places are joined.
//!
//! An entry is `{"join": "crossing", "at": [lon, lat]}` or `{"join": "end", "end": [lon, lat], "to": [lon, lat]}`.
//! Entries that are not understood stay in the list, behind the others; members of other programs stay in theirs.

use std::collections::{BTreeMap, BTreeSet};

use super::error::PlanWarning;
use super::oddity::PlanOddity;
use super::properties::{Properties, read_string, shortened};
use super::read_header::{kept_whole, warn};
use crate::community::{GridPlace, Mend};
use crate::exchange::json::{ExtraList, array_text, elements, extra, number_text, object_text, string_text};
use crate::geometry::LonLat;

/// The member within the settings.
const MENDS: &str = "mends";

/// Reads the list; what is not understood, or holds more than is understood, is kept as it is.
pub(super) fn read_mends(text: Option<&str>, warnings: &mut Vec<PlanWarning>) -> (BTreeSet<Mend>, ExtraList) {
    let Some(text) = text else { return (BTreeSet::new(), Vec::new()) };
    let Ok(list) = elements(text) else {
        return (BTreeSet::new(), kept_whole(MENDS, text, warnings));
    };
    let (mut mends, mut kept, is_empty) = (BTreeSet::new(), Vec::new(), list.is_empty());
    for text in list {
        let read = read_mend(text);
        if read.is_none() {
            warn(warnings, MENDS, PlanOddity::NotUnderstood(shortened(text)));
        }
        mends.extend(read.map(|(mend, _)| mend));
        if !read.is_some_and(|(_, is_all)| is_all) {
            kept.push(text);
        }
    }
    // An empty list stands, too: the file keeps its bytes.
    let kept = (!kept.is_empty() || is_empty).then(|| extra(MENDS, &array_text(&kept)));
    (mends, kept.into_iter().collect())
}

/// One entry, and whether all of it was understood.
fn read_mend(text: &str) -> Option<(Mend, bool)> {
    let mut from = Properties::read(Some(text)).ok()?;
    let word = read_string(from.peek("join")?)?;
    let mut place = |name: &str| {
        let place = read_place(from.peek(name)?);
        from.take(name);
        place
    };
    let mend = match word.as_str() {
        "crossing" => Mend::JoinCrossing { at: place("at")? },
        "end" => Mend::JoinEnd { end: place("end")?, to: place("to")? },
        _ => return None,
    };
    from.take("join");
    Some((mend, from.rest().is_empty()))
}

fn read_place(text: &str) -> Option<GridPlace> {
    let [lon, lat] = serde_json::from_str::<[f64; 2]>(text).ok()?;
    Some(GridPlace::of(LonLat::try_new(lon, lat).ok()?))
}

/// The list as it is written; `None` where there is nothing of ours and nothing kept.
pub(super) fn mends_text(mends: &BTreeSet<Mend>, extras: &ExtraList) -> Option<String> {
    let kept = extras.iter().rev().find(|(name, _)| &**name == MENDS).map(|(_, text)| text.as_ref());
    let has_kept = kept.is_some();
    let list = kept.map(elements).transpose();
    // Not a list at all: it stands until there is something of ours.
    if list.is_err() && mends.is_empty() {
        return None;
    }
    let kept = list.ok().flatten().unwrap_or_default();
    let mut fuller: BTreeMap<Mend, &str> = BTreeMap::new();
    let mut unknown: Vec<&str> = Vec::new();
    for text in kept {
        match read_mend(text) {
            Some((mend, _)) => _ = fuller.insert(mend, text),
            None => unknown.push(text),
        }
    }
    let own = mends.iter().map(|mend| fuller.get(mend).map_or_else(|| mend_text(*mend), |text| (*text).to_owned()));
    let all: Vec<String> = own.chain(unknown.into_iter().map(str::to_owned)).collect();
    (has_kept || !all.is_empty()).then(|| array_text(&all))
}

fn mend_text(mend: Mend) -> String {
    match mend {
        Mend::JoinCrossing { at } => object_text(&[("join", string_text("crossing")), ("at", place_text(at))]),
        Mend::JoinEnd { end, to } => {
            object_text(&[("join", string_text("end")), ("end", place_text(end)), ("to", place_text(to))])
        }
    }
}

fn place_text(place: GridPlace) -> String {
    let place = place.place();
    array_text(&[number_text(place.lon()), number_text(place.lat())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::plan::{plan_from_text, plan_to_text};
    use crate::plan::Settings;

    #[test]
    fn unknown_mends_and_members_of_others_are_kept_and_removed_mends_are_gone() {
        let own = r#"{"join": "crossing", "at": [9.5, 47.1]}"#;
        let fuller = r#"{"join":"end","end":[9.5,47.1],"to":[9.5000001,47.1],"by":"me"}"#;
        let unknown = r#"{"join":"tunnel","at":[1,2]}"#;
        let text = format!(
            "{{\"type\":\"FeatureCollection\",\"muster\":{{\"format_version\":1,\"settings\":{{\"mends\":[{unknown}, {fuller}, {own}, 7]}}}},\"features\":[]}}"
        );
        let read = plan_from_text(&text, "plan.geojson").unwrap();
        assert_eq!(read.plan.settings().mends.len(), 2);
        assert_eq!(read.warnings.len(), 2);
        let saved = plan_to_text(&read.plan, &read.originals);
        assert!(saved.contains(&format!("\"mends\": [{own}, {fuller}, {unknown}, 7]")), "{saved}");
        let again = plan_from_text(&saved, "plan.geojson").unwrap();
        assert_eq!(plan_to_text(&again.plan, &again.originals), saved);
        let none = Settings { mends: BTreeSet::new(), ..(**again.plan.settings()).clone() };
        let emptied = plan_to_text(&again.plan.with_settings(none), &again.originals);
        assert!(emptied.contains(&format!("\"mends\": [{unknown}, 7]")), "{emptied}");
    }

    #[test]
    fn a_removed_mend_does_not_come_back_from_what_is_kept_of_it() {
        let fuller = r#"{"join":"crossing","at":[9.5,47.1],"by":"me"}"#;
        let text = format!(
            "{{\"type\":\"FeatureCollection\",\"muster\":{{\"settings\":{{\"mends\":[{fuller}]}}}},\"features\":[]}}"
        );
        let read = plan_from_text(&text, "plan.geojson").unwrap();
        assert!(plan_to_text(&read.plan, &read.originals).contains(fuller));
        let none = Settings { mends: BTreeSet::new(), ..(**read.plan.settings()).clone() };
        let emptied = plan_to_text(&read.plan.with_settings(none), &read.originals);
        assert!(!emptied.contains("\"by\""), "{emptied}");
        let again = plan_from_text(&emptied, "plan.geojson").unwrap();
        assert_eq!(plan_to_text(&again.plan, &again.originals), emptied);
    }

    #[test]
    fn a_member_that_is_no_list_of_mends_stands_as_it_is() {
        let text = "{\"type\":\"FeatureCollection\",\"muster\":{\"settings\":{\"mends\":\"later\"}},\"features\":[]}";
        let read = plan_from_text(text, "plan.geojson").unwrap();
        assert_eq!(read.warnings.len(), 1);
        assert!(plan_to_text(&read.plan, &read.originals).contains("\"mends\": \"later\""));
    }
}
