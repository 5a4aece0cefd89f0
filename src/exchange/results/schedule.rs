//! The timetable for leaving as a table: which doors, when, by which streets, to which site.

use super::coverage::door_facts;
use super::{EvacuationSource, ResultValue, Table, table_to_csv, usage_name};
use crate::evacuation::{EvacuationStudy, Moment, PlannedGroup, PlannedSchedule};
use crate::exchange::json::object_text;
use crate::exchange::results::CsvMark;

/// The columns of the timetable.
const COLUMNS: [&str; 15] = [
    "group",
    "leaves_s",
    "arrives_s",
    "persons",
    "usage",
    "areas",
    "site_id",
    "site",
    "route",
    "length_m",
    "doors",
    "door_ids",
    "segment_ids",
    "lon",
    "lat",
];

fn seconds(at: Moment) -> ResultValue {
    ResultValue::rounded(at.seconds().value(), 3)
}

/// A row for each group, the first to leave first. O(groups · doors and streets of each).
#[must_use]
pub fn schedule_table(source: &EvacuationSource<'_>, study: &EvacuationStudy, planned: &PlannedSchedule) -> Table {
    let rows = (1_u64..).zip(&planned.groups).map(|(number, group)| row(source, study, number, group));
    Table { columns: COLUMNS.map(str::to_owned).to_vec(), rows: rows.collect() }
}

/// The table as CSV, or as JSON: an object with a list `groups`, the columns as keys.
#[must_use]
pub fn schedule_to_text(table: &Table, is_csv: bool) -> String {
    if is_csv {
        return table_to_csv(table, CsvMark::None);
    }
    let object = |row: &Vec<ResultValue>| {
        let members: Vec<(&str, String)> =
            table.columns.iter().zip(row).map(|(name, value)| (name.as_str(), value.to_json())).collect();
        object_text(&members)
    };
    let groups: Vec<String> = table.rows.iter().map(object).collect();
    format!("{{\"analysis\": \"schedule\", \"groups\": [\n{}\n]}}\n", groups.join(",\n"))
}

fn row(source: &EvacuationSource<'_>, study: &EvacuationStudy, number: u64, group: &PlannedGroup) -> Vec<ResultValue> {
    let doors: Vec<_> = group
        .origins
        .iter()
        .filter_map(|&origin| study.origins.get(origin as usize))
        .filter_map(|origin| Some((origin.demand, source.community.demand().get(origin.demand.index())?)))
        .collect();
    let ids = doors.iter().filter_map(|(_, door)| door_facts(source.community, door).1);
    let ids: Vec<ResultValue> = ids.map(|id| ResultValue::text(&*id)).collect();
    let is_in = |inside: &[u32]| doors.iter().any(|(demand, _)| inside.binary_search(&demand.0).is_ok());
    let areas: Vec<String> =
        study.areas.iter().filter(|area| is_in(&area.2)).map(|(id, name, _)| named(name, &id.to_string())).collect();
    let gate = study.streets.gates().get(group.gate as usize);
    let site = gate.and_then(|gate| source.plan.sites().get(&gate.site));
    let mut route: Vec<String> = Vec::new();
    let (mut segments, mut length) = (Vec::new(), 0.0);
    for direction in group.directions() {
        let Some(street) = study.streets.street_of(direction) else { continue };
        length += f64::from(street.length) / 1000.0;
        let segment = ResultValue::Count(u64::from(street.segment.0));
        if segments.last() != Some(&segment) {
            segments.push(segment);
        }
        let name = source.book.entry(street.segment).and_then(|entry| entry.name);
        if let Some(name) = name.filter(|name| !name.is_empty() && route.last().is_none_or(|last| **last != **name)) {
            route.push(name.to_string());
        }
    }
    let place = doors.first().map(|(_, door)| door.place);
    vec![
        ResultValue::Count(number),
        seconds(group.leaves),
        seconds(group.arrives),
        ResultValue::Count(group.persons),
        ResultValue::text(usage_name(group.usage)),
        ResultValue::Text(areas.join("; ")),
        gate.map(|gate| ResultValue::Count(u64::from(gate.site.0))).into(),
        site.map(|site| ResultValue::Text(named(&site.name, &site.id.to_string()))).into(),
        ResultValue::Text(route.join(" > ")),
        ResultValue::rounded(length, 1),
        ResultValue::Count(doors.len() as u64),
        ResultValue::List(ids),
        ResultValue::List(segments),
        place.map(|place| ResultValue::rounded(place.lon(), 7)).into(),
        place.map(|place| ResultValue::rounded(place.lat(), 7)).into(),
    ]
}

fn named(name: &str, otherwise: &str) -> String {
    if name.is_empty() { otherwise.to_owned() } else { name.to_owned() }
}
