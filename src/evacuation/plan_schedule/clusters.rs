//! People of one class who get on the same streets within the same steps of time: one source of the flow.

use std::collections::BTreeMap;

use super::classes::Classes;
use super::periods::{Course, Period, periods};
use crate::evacuation::simulation::Origin;
use crate::evacuation::{EvacuationStudy, Moment};

/// A way onto the streets while it is open.
pub(super) type Entry = (u32, Period);

/// Parties by class and by their ways onto the streets. O(parties · log parties).
pub(super) fn clusters_of(
    study: &EvacuationStudy,
    classes: &Classes,
    step: Moment,
) -> BTreeMap<(usize, Vec<Entry>), Vec<u32>> {
    let mut known: BTreeMap<(u32, usize), Vec<Entry>> = BTreeMap::new();
    let mut clusters: BTreeMap<(usize, Vec<Entry>), Vec<u32>> = BTreeMap::new();
    for (number, party, class) in classes.parties(study) {
        let Some(origin) = study.origins.get(party.origin as usize) else { continue };
        let speed = classes.speeds.get(class).copied().unwrap_or(1);
        let entries =
            known.entry((party.origin, class)).or_insert_with(|| entries_of(study, classes, origin, speed, step));
        clusters.entry((class, entries.clone())).or_default().push(number);
    }
    clusters
}

/// From setting out to standing at the road, rounded up to a microsecond.
pub(super) fn lead_of(origin: &Origin, classes: &Classes, speed: u32) -> Moment {
    Moment((u64::from(origin.walk(classes.usage)) * 1_000_000).div_ceil(u64::from(speed.max(1))))
}

fn entries_of(study: &EvacuationStudy, classes: &Classes, origin: &Origin, speed: u32, step: Moment) -> Vec<Entry> {
    let lead = lead_of(origin, classes, speed);
    let mut entries: Vec<Entry> = Vec::new();
    for start in origin.starts(classes.usage) {
        let street = study.streets.street_of(start.direction).filter(|street| street.usage == classes.usage);
        let course = Course { rest: start.rest, speed, lead, on_it_by: origin.overrun };
        entries.extend(
            street
                .into_iter()
                .flat_map(|street| periods(street, &course, step))
                .map(|period| (start.direction, period)),
        );
    }
    entries.sort_unstable();
    entries.dedup();
    entries
}
