//! Times, reasons and findings of an evacuation in words.

use serde_json::{Value, json};

use super::Study;
use super::output::count;
use crate::evacuation::{Culprit, EvacuationBound, EvacuationFinding, Moment, RoadBook};

/// Seconds in JSON: three decimals, or null.
pub(super) fn seconds(at: Option<Moment>) -> Value {
    at.map_or(Value::Null, |at| json!((at.seconds().value() * 1000.0).round() / 1000.0))
}

/// Minutes for people, or that it never happens.
pub(super) fn minutes(at: Option<Moment>) -> String {
    at.map_or_else(|| "never".to_owned(), |at| format!("{:.1} min", at.seconds().value() / 60.0))
}

/// What makes a bound, in words that follow a colon.
pub(super) fn bound_words(bound: &EvacuationBound, book: &RoadBook, study: &Study) -> String {
    match &bound.culprit {
        Culprit::Nobody => "nobody who has to leave can".to_owned(),
        Culprit::LastToArrive { demand, leaves } => {
            let door = study.community.demand().get(demand.index()).map(|door| door.place);
            let place = door.map_or_else(String::new, |place| format!(" at {:.5}, {:.5}", place.lon(), place.lat()));
            format!("somebody{place} leaves after {} and needs the rest on empty streets", minutes(Some(*leaves)))
        }
        Culprit::Narrow { segments, sites, people, per_min } => {
            let mut names: Vec<String> =
                segments.iter().filter_map(|&segment| book.entry(segment)).map(|road| road.shown()).collect();
            names.extend(sites.iter().map(|site| {
                let name = study.plan.sites().get(site).map(|site| site.name.clone()).filter(|name| !name.is_empty());
                format!("the gate of {}", name.unwrap_or_else(|| site.to_string()))
            }));
            names.dedup();
            format!("{} must come through {}, which pass {per_min:.0} a minute", count(*people), listed(&names))
        }
        Culprit::TooFewPlaces { people, places } => {
            format!("{} have a way and there are {} places for them", count(*people), count(*places))
        }
    }
}

/// The first few names.
pub(super) fn listed(names: &[String]) -> String {
    const SHOWN: usize = 4;
    let first: Vec<&str> = names.iter().take(SHOWN).map(String::as_str).collect();
    match names.len().checked_sub(SHOWN) {
        Some(more) if more > 0 => format!("{} and {more} more", first.join(", ")),
        Some(_) | None => first.join(", "),
    }
}

/// The word of a finding in JSON.
pub(super) const fn finding_code(finding: &EvacuationFinding) -> &'static str {
    match finding {
        EvacuationFinding::NoPeople => "no_people",
        EvacuationFinding::NoSites => "no_sites",
        EvacuationFinding::NoStreets => "no_streets",
        EvacuationFinding::TooFewPlaces { .. } => "too_few_places",
        EvacuationFinding::AllInsideHazard => "all_inside_hazard",
        EvacuationFinding::SomeNeverLeave { .. } => "some_never_leave",
        EvacuationFinding::StoppedByHorizon { .. } => "stopped_by_horizon",
        EvacuationFinding::Squeezed { .. } => "squeezed",
        EvacuationFinding::IdleClosures { .. } => "idle_closures",
        EvacuationFinding::GuessedWidths { .. } => "guessed_widths",
        EvacuationFinding::GuessedPersons { .. } => "guessed_persons",
    }
}

/// A finding as a sentence without its full stop.
pub(super) fn finding_words(finding: &EvacuationFinding) -> String {
    match finding {
        EvacuationFinding::NoPeople => {
            "the community has no people: add buildings with persons, or a population layer".to_owned()
        }
        EvacuationFinding::NoSites => {
            "no site takes people: add a safe harbor, a shelter or an exit that is open and fit for the hazard"
                .to_owned()
        }
        EvacuationFinding::NoStreets => {
            "there is no street people could move on: add a road layer, or another way to travel".to_owned()
        }
        EvacuationFinding::TooFewPlaces { persons } => {
            format!("{} find no place: the sites they reach are full", count(*persons))
        }
        EvacuationFinding::AllInsideHazard => {
            "everybody is caught at home: the hazard is there before anybody leaves".to_owned()
        }
        EvacuationFinding::SomeNeverLeave { persons } => {
            format!("{} never leave: the departure curve ends below everybody", count(*persons))
        }
        EvacuationFinding::StoppedByHorizon { persons } => {
            format!("{} were still on the way when the simulation ended: raise its horizon", count(*persons))
        }
        EvacuationFinding::Squeezed { times } => {
            format!("full streets waited for each other in a ring; {times} had to squeeze in")
        }
        EvacuationFinding::IdleClosures { closures } => {
            format!("closures that touch no road: {closures}; move them onto the roads they are meant for")
        }
        EvacuationFinding::GuessedPersons { persons } => {
            format!("the number or place of {} is spread from totals or estimated", count(*persons))
        }
        EvacuationFinding::GuessedWidths { share } => {
            format!("the width of {:.0} % of the roads is a guess", share * 100.0)
        }
    }
}
