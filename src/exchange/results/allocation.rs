//! The allocation as a layer, a feature for every place people start at, and as a table of sites.

use super::coverage::{door_facts, optional_text, origin};
use super::{ResultFeature, ResultLayer, ResultValue, Table};
use crate::analysis::{
    AllocationLedger, AllocationReport, AllocationStudy, OnwardPart, OriginPart, OriginPlace, PlaceSaving,
};
use crate::community::{Community, Shape};
use crate::ids::{DemandId, SiteId};
use crate::plan::Plan;

type Properties = Vec<(String, ResultValue)>;

/// Where the people of every door are sent: one feature each, with the answer of every stage; in a second stage also
/// one feature for each site where people gathered. The doors say of their own people among those where they go on to,
/// in properties of their own (`…_onward_…`): a sum over doors and sites counts nobody twice. O(doors · sites).
#[must_use]
pub fn allocation_layer(community: &Community, plan: &Plan, study: &AllocationStudy) -> ResultLayer {
    let first = study.stages.first();
    let mut features = Vec::with_capacity(community.demand().len());
    for (index, demand) in community.demand().iter().enumerate() {
        let (geometry, id, name) = door_facts(community, demand);
        let door = OriginPlace::Door(DemandId::from_index(index));
        let people = first.and_then(|stage| stage.origins.get(stage.origin_at(door)?));
        let mut properties = vec![
            ("origin".to_owned(), ResultValue::text("door")),
            ("source_id".to_owned(), optional_text(id.as_deref())),
            ("name".to_owned(), optional_text(name.as_deref())),
            ("persons".to_owned(), people.map(|people| ResultValue::Count(u64::from(people.persons))).into()),
            ("vulnerable_persons".to_owned(), people.map(|p| ResultValue::Count(u64::from(p.vulnerable))).into()),
        ];
        for (n, stage) in study.stages.iter().enumerate() {
            stage_properties(&mut properties, stage, door);
            if n > 0 {
                onward_properties(&mut properties, stage, DemandId::from_index(index));
            }
        }
        features.push(ResultFeature { geometry: Some(geometry), properties });
    }
    for (before, stage) in study.stages.iter().zip(study.stages.iter().skip(1)) {
        for site in &before.sites {
            features.extend(gathered_feature(plan, before, stage, site.site));
        }
    }
    let origin = origin("allocation", community, Some(plan), study.header.as_ref());
    let mut members = vec![("whole".to_owned(), ResultValue::text(study.choice.wholeness.name()))];
    for stage in &study.stages {
        let name = stage.kind.name();
        members.extend(ledger_members(name, &stage.persons));
        #[expect(clippy::cast_precision_loss, reason = "person-metres, far below 2^52")]
        let metres = stage.person_millimetres as f64 / 1e3;
        members.push((format!("{name}_person_metres"), ResultValue::rounded(metres, 0)));
    }
    ResultLayer { name: "allocation".to_owned(), origin, members, features }
}

/// Those who gathered at a site and start there in the next stage.
fn gathered_feature(
    plan: &Plan,
    before: &AllocationReport,
    stage: &AllocationReport,
    id: SiteId,
) -> Option<ResultFeature> {
    let place = OriginPlace::Site(id);
    let people = stage.origins.get(stage.origin_at(place)?)?;
    let site = plan.sites().get(&id);
    let mut properties = vec![
        ("origin".to_owned(), ResultValue::text(before.kind.name())),
        ("source_id".to_owned(), ResultValue::Count(u64::from(id.0))),
        ("name".to_owned(), optional_text(site.map(|site| site.name.as_str()).filter(|name| !name.is_empty()))),
        ("persons".to_owned(), ResultValue::Count(u64::from(people.persons))),
        ("vulnerable_persons".to_owned(), ResultValue::Count(u64::from(people.vulnerable))),
    ];
    stage_properties(&mut properties, stage, place);
    let geometry = site.and_then(|site| site.geometry.place()).map(Shape::Point);
    Some(ResultFeature { geometry, properties })
}

/// Status, the site most go to, how many have a place and how far they walk on average, and every part.
fn stage_properties(properties: &mut Properties, stage: &AllocationReport, place: OriginPlace) {
    let name = stage.kind.name();
    let number = stage.origin_at(place);
    let parts = number.and_then(|n| stage.parts.get(n)).map_or(&[][..], Vec::as_slice);
    let served: u64 = parts.iter().filter(|part| part.site.is_some()).map(|part| u64::from(part.persons)).sum();
    let left: u64 = parts.iter().filter(|part| part.site.is_none()).map(|part| u64::from(part.persons)).sum();
    let most_left = parts.iter().filter(|part| part.site.is_none()).max_by_key(|part| part.persons);
    let reason = most_left.and_then(|part| part.left).map(|left| left.reason.name());
    let status = match (served, left) {
        (0, 0) => None,
        (_, 0) => Some("served"),
        (0, _) => reason,
        (_, _) => Some("partly_served"),
    };
    let most = parts.iter().filter(|part| part.site.is_some()).max_by_key(|part| part.persons);
    let walk: u128 = parts.iter().map(|part| u128::from(part.distance.0) * u128::from(part.persons)).sum();
    #[expect(clippy::cast_precision_loss, reason = "an average, to millimetres")]
    let mean = (served > 0).then(|| ResultValue::rounded(walk as f64 / served as f64 / 1e3, 3));
    let site = most.and_then(|part| part.site).map(|site| ResultValue::Count(u64::from(site.0)));
    let of = |what: &str| format!("{name}_{what}");
    properties.extend([
        (of("status"), optional_text(status)),
        (of("site_id"), site.into()),
        (of("persons_served"), ResultValue::Count(served)),
        (of("persons_without_place"), ResultValue::Count(left)),
        (of("walk_m"), mean.into()),
        (of("parts"), ResultValue::List(parts.iter().map(part_value).collect())),
    ]);
}

/// Where those of a door go on to who gathered at sites of the stage before: they are among those counted there.
fn onward_properties(properties: &mut Properties, stage: &AllocationReport, door: DemandId) {
    let onward = stage.onward_of(door);
    let sum = |has_place: bool| {
        let parts = onward.iter().filter(|one| one.part.site.is_some() == has_place);
        ResultValue::Count(parts.map(|one| u64::from(one.part.persons)).sum())
    };
    let most = onward.iter().filter(|one| one.part.site.is_some()).max_by_key(|one| one.part.persons);
    let site = most.and_then(|one| one.part.site).map(|site| ResultValue::Count(u64::from(site.0)));
    let of = |what: &str| format!("{}_onward_{what}", stage.kind.name());
    let value = |one: &OnwardPart| {
        let from = ("from_site_id".to_owned(), ResultValue::Count(u64::from(one.from.0)));
        let reason = optional_text(one.part.left.map(|left| left.reason.name()));
        let mut members = vec![from];
        members.extend(part_members(&one.part));
        members.push(("reason".to_owned(), reason));
        ResultValue::Record(members)
    };
    properties.extend([
        (of("site_id"), site.into()),
        (of("persons_served"), sum(true)),
        (of("persons_without_place"), sum(false)),
        (of("parts"), ResultValue::List(onward.iter().map(value).collect())),
    ]);
}

fn part_value(part: &OriginPart) -> ResultValue {
    ResultValue::Record(part_members(part))
}

fn part_members(part: &OriginPart) -> Properties {
    let walk = part.site.map(|_| ResultValue::rounded(part.distance.metres().value(), 3));
    vec![
        ("site_id".to_owned(), part.site.map(|site| ResultValue::Count(u64::from(site.0))).into()),
        ("persons".to_owned(), ResultValue::Count(u64::from(part.persons))),
        ("vulnerable_persons".to_owned(), ResultValue::Count(u64::from(part.vulnerable))),
        ("walk_m".to_owned(), walk.into()),
    ]
}

fn ledger_members(kind: &str, ledger: &AllocationLedger) -> Properties {
    [
        ("total", ledger.total),
        ("served", ledger.served),
        ("over_capacity", ledger.over_capacity),
        ("not_together", ledger.not_together),
        ("beyond_limit", ledger.beyond_limit),
        ("unreachable", ledger.unreachable),
        ("no_road_access", ledger.no_road_access),
    ]
    .into_iter()
    .map(|(part, persons)| (format!("{kind}_persons_{part}"), ResultValue::Count(persons)))
    .collect()
}

/// Who is sent to each site, its places, and what one place more would do; a row for each site, stage by stage.
#[must_use]
pub fn allocation_table(study: &AllocationStudy) -> Table {
    let columns = [
        "site_kind",
        "site_id",
        "name",
        "limit_m",
        "capacity_persons",
        "capacity_is_derived",
        "assigned_persons",
        "assigned_vulnerable_persons",
        "places_left",
        "nearest_persons",
        "price_m",
        "price_persons",
    ];
    let mut rows = Vec::new();
    for stage in &study.stages {
        for site in &stage.sites {
            let capacity = site.capacity.map(crate::units::Persons::count);
            let (price_m, price_persons) = match site.saving {
                PlaceSaving::Nothing => (ResultValue::Number(0.0), ResultValue::Count(0)),
                PlaceSaving::Walk(walk) => (ResultValue::rounded(walk.value(), 3), ResultValue::Count(0)),
                PlaceSaving::Place => (ResultValue::Null, ResultValue::Count(1)),
                PlaceSaving::NotTold => (ResultValue::Null, ResultValue::Null),
            };
            rows.push(vec![
                ResultValue::text(stage.kind.name()),
                ResultValue::Count(u64::from(site.site.0)),
                ResultValue::text(site.name.clone()),
                ResultValue::rounded(site.limit.value(), 3),
                capacity.map(ResultValue::Count).into(),
                ResultValue::Flag(site.is_capacity_derived),
                ResultValue::Count(site.assigned),
                ResultValue::Count(site.assigned_vulnerable),
                capacity.map(|all| ResultValue::Count(all.saturating_sub(site.assigned))).into(),
                ResultValue::Count(site.nearest),
                price_m,
                price_persons,
            ]);
        }
    }
    Table { columns: columns.map(str::to_owned).to_vec(), rows }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::analysis::{AllocationChoice, AllocationEngine, CoverageEngine, Wholeness};
    use crate::document::PlanSnapshot;
    use crate::exchange::open::{demonstration, reload_community};
    use crate::exchange::results::{CsvMark, result_layer_to_text, table_to_csv};
    use crate::ids::Revision;
    use crate::jobs::JobContext;
    use crate::network::{NetworkSettings, RoadNetwork};
    use crate::plan::BASE_SCENARIO;

    /// The demonstration, allocated in two stages.
    fn allocated(wholeness: Wholeness) -> (Arc<Community>, Plan, AllocationStudy) {
        let (read, context) = (demonstration().unwrap(), JobContext::new());
        let files = &read.plan.header().community;
        let (community, ..) = reload_community(files, None, read.plan.settings(), &context).unwrap();
        let community = Arc::new(community.unwrap());
        let network = Arc::new(RoadNetwork::build(&community, &NetworkSettings::default(), &context).unwrap());
        let mut engine = CoverageEngine::new(Arc::clone(&community), network);
        let snapshot = PlanSnapshot { plan: Arc::new(read.plan.clone()), revision: Revision(1) };
        let report = engine.update(&snapshot, BASE_SCENARIO, &context).unwrap();
        let choice = AllocationChoice { kind: None, wholeness };
        let study = AllocationStudy::run(&mut AllocationEngine::new(), &engine, &report, choice, &context).unwrap();
        (community, read.plan, study)
    }

    fn counts(layer: &ResultLayer, property: &str) -> u64 {
        let of = |feature: &ResultFeature| {
            feature.properties.iter().find(|(name, _)| name == property).map_or(0, |(_, value)| match value {
                ResultValue::Count(count) => *count,
                _ => 0,
            })
        };
        layer.features.iter().map(of).sum()
    }

    #[test]
    fn the_features_of_the_layer_add_up_to_the_report_in_every_stage() {
        for wholeness in Wholeness::ALL {
            let (community, plan, study) = allocated(wholeness);
            let layer = allocation_layer(&community, &plan, &study);
            assert_eq!(study.stages.len(), 2, "the demonstration has both kinds");
            for stage in &study.stages {
                let name = stage.kind.name();
                assert_eq!(counts(&layer, &format!("{name}_persons_served")), stage.persons.served);
                let left = stage.persons.total - stage.persons.served;
                assert_eq!(counts(&layer, &format!("{name}_persons_without_place")), left);
            }
            let gathered: u64 = study.stages[1].onward.iter().map(|onward| u64::from(onward.part.persons)).sum();
            let told = counts(&layer, "shelter_onward_persons_served")
                + counts(&layer, "shelter_onward_persons_without_place");
            assert_eq!((told, told), (gathered, study.stages[0].persons.served), "the doors tell their own way on");
            let text = result_layer_to_text(&layer);
            let json: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(json["muster_result"]["whole"], wholeness.name());
            assert_eq!(json["muster_result"]["safe_harbor_persons_total"], study.stages[0].persons.total);
            assert!(layer.features.len() > community.demand().len(), "and a feature for each place of gathering");
        }
    }

    #[test]
    fn the_table_has_a_row_for_each_site_of_each_stage() {
        let (_, _, study) = allocated(Wholeness::People);
        let table = allocation_table(&study);
        assert_eq!(table.rows.len(), study.stages.iter().map(|stage| stage.sites.len()).sum::<usize>());
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
        assert!(table_to_csv(&table, CsvMark::None).starts_with("site_kind,site_id,name,limit_m,capacity_persons"));
    }
}
