//! `muster allocate`: who goes where when places are limited, by least total walking, in one or two stages.

use std::sync::Arc;

use serde_json::{Value, json};

use super::arguments::Allocate;
use super::output::{
    attribution, attribution_text, count, header, json_metres, json_text, metres, people_text, places, table,
};
use super::{Failure, Study};
use crate::analysis::{
    AllocationChoice, AllocationEngine, AllocationLedger, AllocationReport, AllocationStudy, OnwardPart, OriginPart,
    PlaceSaving, Wholeness,
};
use crate::exchange::results::door_names;
use crate::ids::ScenarioId;
use crate::jobs::JobContext;
use crate::plan::SiteKind;

/// The stages of an allocation, in order.
#[derive(Debug)]
pub(super) struct Stages(Vec<Arc<AllocationReport>>);

impl Stages {
    /// Allocates: to one kind where it is named, else to safe harbors and then on to shelters, whichever the plan has.
    pub(super) fn of(
        study: &Study,
        scenario: ScenarioId,
        options: &Allocate,
        context: &JobContext,
    ) -> Result<Self, Failure> {
        let choice = choice_of(options.kind.as_deref(), options.whole.as_deref())?;
        Ok(Self(allocated(study, scenario, choice, context)?.stages))
    }

    /// The answer as JSON: the first stage at the top, every stage in a list.
    pub(super) fn json(&self, study: &Study, scenario_name: &str) -> String {
        let mut map = header(study, "allocate", scenario_name);
        let mut stages: Vec<Value> = self.0.iter().map(|stage| stage_json(stage)).collect();
        for (stage, json) in self.0.iter().zip(&mut stages).skip(1) {
            if let Value::Object(json) = json {
                json.insert("onward".to_owned(), onward_json(study, stage));
            }
        }
        let top = self.0.first().map_or_else(empty_json, |stage| stage_json(stage));
        if let Value::Object(top) = top {
            map.extend(top);
        }
        map.insert("stages".to_owned(), Value::Array(stages));
        map.insert("attribution".to_owned(), attribution(study));
        json_text(map)
    }

    /// The answer for people: a table for each stage.
    pub(super) fn text(&self, study: &Study) -> String {
        let mut text = format!("{}\n", people_text(study.community.population()));
        if self.0.is_empty() {
            text.push_str("\nThe plan has no safe harbor and no shelter: nobody can be sent anywhere.\n");
        }
        for (n, stage) in self.0.iter().enumerate() {
            stage_text(n, stage, &mut text);
        }
        text + &attribution_text(study)
    }
}

/// What is asked, from the words of the command line.
pub(super) fn choice_of(kind: Option<&str>, whole: Option<&str>) -> Result<AllocationChoice, Failure> {
    let kind = kind.map(kind_of).transpose()?;
    let wholeness = whole.map(wholeness_of).transpose()?.unwrap_or_default();
    Ok(AllocationChoice { kind, wholeness })
}

/// The allocation of a study in a scenario.
pub(super) fn allocated(
    study: &Study,
    scenario: ScenarioId,
    choice: AllocationChoice,
    context: &JobContext,
) -> Result<AllocationStudy, Failure> {
    let (coverage, report) = study.coverage(scenario, context)?;
    Ok(AllocationStudy::run(&mut AllocationEngine::new(), &coverage, &report, choice, context)?)
}

pub(super) fn kind_of(name: &str) -> Result<SiteKind, Failure> {
    SiteKind::REACHED.into_iter().find(|kind| kind.name() == name).ok_or_else(|| {
        let known: Vec<&str> = SiteKind::REACHED.into_iter().map(SiteKind::name).collect();
        let remedy = format!("kinds people walk to are {}", known.join(", "));
        Failure::BadOption { option: "--kind", value: name.to_owned(), remedy }
    })
}

fn wholeness_of(name: &str) -> Result<Wholeness, Failure> {
    Wholeness::from_name(name).ok_or_else(|| {
        let known: Vec<&str> = Wholeness::ALL.into_iter().map(Wholeness::name).collect();
        let remedy = format!("it is one of {}", known.join(", "));
        Failure::BadOption { option: "--whole", value: name.to_owned(), remedy }
    })
}

#[expect(clippy::cast_precision_loss, reason = "person-metres, far below 2^52")]
fn person_metres(person_millimetres: u128) -> Value {
    json!((person_millimetres as f64 / 1e3).round())
}

fn ledger_json(ledger: &AllocationLedger, who: &str) -> serde_json::Map<String, Value> {
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
    .map(|(name, persons)| (format!("{who}_{name}"), json!(persons)))
    .collect()
}

fn empty_json() -> Value {
    let mut map = ledger_json(&AllocationLedger::default(), "persons");
    map.insert("kind".to_owned(), Value::Null);
    map.insert("person_metres".to_owned(), json!(0));
    map.insert("bound_person_metres".to_owned(), json!(0));
    map.insert("sites".to_owned(), json!([]));
    Value::Object(map)
}

fn stage_json(stage: &AllocationReport) -> Value {
    let site = |site: &crate::analysis::SiteAllocation| {
        let (price_m, price_persons) = match site.saving {
            PlaceSaving::Nothing => (json!(0.0), json!(0)),
            PlaceSaving::Walk(walk) => (json_metres(Some(walk)), json!(0)),
            PlaceSaving::Place => (Value::Null, json!(1)),
            PlaceSaving::NotTold => (Value::Null, Value::Null),
        };
        json!({
            "id": site.site.0,
            "name": site.name,
            "limit_m": json_metres(Some(site.limit)),
            "capacity_persons": site.capacity.map(|capacity| capacity.0),
            "capacity_is_derived": site.is_capacity_derived,
            "assigned_persons": site.assigned,
            "assigned_vulnerable_persons": site.assigned_vulnerable,
            "nearest_persons": site.nearest,
            "nearest_persons_elsewhere": site.nearest_elsewhere,
            "price_m": price_m,
            "price_persons": price_persons,
        })
    };
    let area = |area: &crate::analysis::AreaAllocation| {
        let sites: Vec<Value> =
            area.sites.iter().map(|(site, persons)| json!({ "id": site.0, "persons": persons })).collect();
        let mut map = ledger_json(&area.persons, "persons");
        map.insert("id".to_owned(), json!(area.area.0));
        map.insert("name".to_owned(), json!(area.name));
        map.insert("sites".to_owned(), Value::Array(sites));
        Value::Object(map)
    };
    let mut map = serde_json::Map::new();
    map.insert("kind".to_owned(), json!(stage.kind.name()));
    map.insert("whole".to_owned(), json!(stage.wholeness.name()));
    map.extend(ledger_json(&stage.persons, "persons"));
    map.extend(ledger_json(&stage.vulnerable, "vulnerable"));
    map.insert("person_metres".to_owned(), person_metres(stage.person_millimetres));
    map.insert("bound_person_metres".to_owned(), person_metres(stage.bound_person_millimetres));
    map.insert("bound_over_capacity_persons".to_owned(), json!(stage.bound_over_capacity));
    map.insert("gap".to_owned(), json!(stage.gap()));
    map.insert("proven".to_owned(), json!(stage.is_proven));
    map.insert("split_origins".to_owned(), json!(stage.n_split));
    map.insert("sites".to_owned(), Value::Array(stage.sites.iter().map(site).collect()));
    map.insert("areas".to_owned(), Value::Array(stage.areas.iter().map(area).collect()));
    Value::Object(map)
}

/// Where the people of each building go on to, from the site of the stage before where they gathered.
fn onward_json(study: &Study, stage: &AllocationReport) -> Value {
    let value = |one: &OnwardPart| {
        let OriginPart { site, persons, vulnerable, distance, left } = one.part;
        let (id, name) = door_names(&study.community, one.door);
        let (id, name) = (id.as_deref(), name.as_deref());
        json!({
            "door": one.door.0,
            "source_id": id,
            "name": name,
            "from_site_id": one.from.0,
            "site_id": site.map(|site| site.0),
            "persons": persons,
            "vulnerable_persons": vulnerable,
            "walk_m": json_metres(site.map(|_| distance.metres())),
            "reason": left.map(|left| left.reason.name()),
        })
    };
    Value::Array(stage.onward.iter().map(value).collect())
}

fn stage_text(number: usize, stage: &AllocationReport, text: &mut String) {
    let kind = stage.kind.name().replace('_', " ");
    text.push_str(&format!("\nStage {}: to each {kind}\n", number + 1));
    let ledger = |who: &str, ledger: &AllocationLedger| {
        vec![
            who.to_owned(),
            count(ledger.total),
            count(ledger.served),
            count(ledger.over_capacity),
            count(ledger.beyond_limit),
            count(ledger.unreachable),
            count(ledger.no_road_access),
        ]
    };
    let rows = [ledger("everybody", &stage.persons), ledger("vulnerable", &stage.vulnerable)];
    let full = if stage.wholeness == Wholeness::People { "All full" } else { "Full or not together" };
    let headings = ["People", "Total", "With a place", full, "Beyond", "No way", "No road"];
    text.push_str(&table(&headings, &rows));
    let site = |site: &crate::analysis::SiteAllocation| {
        let name = if site.name.is_empty() { site.site.to_string() } else { site.name.clone() };
        let saving = match site.saving {
            PlaceSaving::Nothing | PlaceSaving::NotTold => "–".to_owned(),
            PlaceSaving::Walk(walk) => format!("saves {} of walking", metres(Some(walk))),
            PlaceSaving::Place => "places one more person".to_owned(),
        };
        vec![name, places(site.capacity), count(site.assigned), count(site.nearest), saving]
    };
    let rows: Vec<Vec<String>> = stage.sites.iter().map(site).collect();
    text.push('\n');
    text.push_str(&table(&["Site", "Places", "Sent there", "Nearest to", "One more place"], &rows));
    if stage.sites.iter().any(|site| site.capacity.is_none()) {
        text.push_str("A site without a number of places never fills up here: nobody has said how many it takes.\n");
    }
    #[expect(clippy::cast_precision_loss, reason = "kilometres for people to read")]
    let kilometres = |value: u128| format!("{:.1}", value as f64 / 1e6);
    text.push_str(&format!("\nWalking in all: {} person-km", kilometres(stage.person_millimetres)));
    if stage.wholeness == Wholeness::People {
        text.push_str(", the least there is.\n");
    } else {
        let bound = kilometres(stage.bound_person_millimetres);
        text.push_str(&format!("; {} kept whole, {bound} at best with everybody free to go", stage.wholeness.name()));
        text.push_str(if stage.is_proven { " (proven the best of its kind).\n" } else { " (not proven the best).\n" });
    }
}
