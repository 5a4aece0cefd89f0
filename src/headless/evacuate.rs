//! `muster evacuate`: how long it takes until everybody is safe, at best and with this plan, and who is not.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::arguments::Evacuate;
use super::evacuation_run::{EvacuationChoice, Prepared};
use super::evacuation_words::{bound_words, finding_code, finding_words, minutes, seconds};
use super::output::{attribution, attribution_text, count, header, json_text, people_text, places, table};
use super::{Answer, Failure, Study};
use crate::evacuation::simulation::{EventSink, NoEvents, Simulation, StrandedReason, simulate, simulate_with};
use crate::evacuation::{
    Culprit, EvacuationBound, EvacuationLedger, EvacuationReport, EvacuationStudy, Following, MARKS_PERCENT, Moment,
    PlannedSchedule, SCHEDULE_STEP, TrialFigures,
};
use crate::exchange::atomic::{StreamedFile, write_atomically};
use crate::exchange::results::{EvacuationSource, EventFormat, EventLog, schedule_table, schedule_to_text};
use crate::ids::SiteId;
use crate::jobs::JobContext;
use crate::standards::ValueKey;
use crate::units::Persons;

/// Most points of the curve in JSON.
const MAX_CURVE_POINTS: usize = 1000;

/// Runs the evacuation of a plan and answers.
pub(super) fn evacuate(study: &Study, options: &Evacuate, context: &JobContext) -> Result<Answer, Failure> {
    check_minutes(options.clear_90_within)?;
    let choice = EvacuationChoice::of(options.travel.kind.as_deref(), options.travel.mode.as_deref())?;
    let scenario = study.scenario(options.common.scenario.as_deref())?;
    let mut prepared = Prepared::of(study, scenario, choice, context)?;
    let mut timetable = options.schedule.as_ref().map(|_| Timetable::of(&prepared, context)).transpose()?;
    if let Some(timetable) = &timetable {
        prepared.study = Arc::new(timetable.planned.followed(&prepared.study));
    }
    let simulation = match &options.events {
        None => run(&prepared, timetable.as_mut(), &mut NoEvents, context)?,
        Some(path) => run_with_log(study, &prepared, timetable.as_mut(), path, context)?,
    };
    let report = EvacuationReport::of(Arc::clone(&prepared.study), Arc::new(simulation), context)?;
    let mut remarks = String::new();
    if let (Some(timetable), Some(path)) = (&timetable, &options.schedule) {
        write_atomically(path, timetable.text(study, &prepared, is_table(path)).as_bytes())?;
        remarks.push_str(&format!("timetable written to {}\n", path.display()));
    }
    if let Some(path) = &options.events {
        remarks.push_str(&format!("events written to {}\n", path.display()));
    }
    let answer = Evacuated { study, prepared: &prepared, report: &report, timetable: timetable.as_ref() };
    let name = options.common.scenario.as_deref().unwrap_or_default();
    let text = if options.common.json { answer.json(name) } else { answer.text() };
    let is_no = options.clear_90_within.is_some_and(|limit| !is_met(&report, limit));
    Ok(Answer { text, remarks, is_no, ..Answer::default() })
}

/// Does the name of a file say that it is a table?
fn is_table(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"))
}

/// A timetable for leaving, and the clearance without it.
struct Timetable {
    planned: PlannedSchedule,
    /// What becomes of those who follow it.
    following: Following,
    without: [Option<Moment>; 4],
}

impl Timetable {
    fn of(prepared: &Prepared, context: &JobContext) -> Result<Self, Failure> {
        let study = &prepared.study;
        let planned = PlannedSchedule::of(study, SCHEDULE_STEP, context)?;
        let ran = simulate(&study.streets, &study.origins, &study.parties, &study.options, context)?;
        Ok(Self { planned, following: Following::default(), without: TrialFigures::of(study, &ran).clear })
    }

    fn text(&self, study: &Study, prepared: &Prepared, is_table: bool) -> String {
        let source = EvacuationSource {
            community: &study.community,
            plan: &study.plan,
            header: &prepared.report.header,
            book: &prepared.book,
        };
        schedule_to_text(&schedule_table(&source, &prepared.study, &self.planned), is_table)
    }

    fn json(&self) -> Value {
        let following = &self.following;
        let mut map = Map::new();
        map.insert("step_s".to_owned(), seconds(Some(self.planned.step)));
        map.insert("groups".to_owned(), json!(self.planned.groups.len()));
        map.insert("egress_s".to_owned(), seconds(Some(self.planned.egress)));
        map.insert("bound_s".to_owned(), seconds(self.planned.bound));
        map.insert("persons_left_behind".to_owned(), json!(self.planned.left_behind));
        map.insert("persons_in_time".to_owned(), json!(following.in_time));
        map.insert("persons_late".to_owned(), json!(following.late));
        map.insert("most_late_s".to_owned(), seconds(Some(following.latest)));
        map.insert("persons_not_safe".to_owned(), json!(following.not_safe));
        map.insert("persons_other_way".to_owned(), json!(following.other_way));
        map.insert("persons_standing".to_owned(), json!(following.standing));
        map.insert("without".to_owned(), Value::Object(clear_json(&self.without)));
        Value::Object(map)
    }

    fn words(&self) -> String {
        let planned = &self.planned;
        if planned.groups.is_empty() {
            return "Timetable: nobody can be sent anywhere.\n".to_owned();
        }
        let mut text = format!(
            "Timetable: {} groups, the last safe after {} by the plan (no timetable in steps of {} s beats {}).\n",
            planned.groups.len(),
            minutes(Some(planned.egress)),
            planned.step.whole_seconds(),
            minutes(planned.bound),
        );
        let [_, clear_90, _, clear_100] = self.without;
        let after = |at: Option<Moment>| {
            at.map_or_else(|| "at no time".to_owned(), |at| format!("after {}", minutes(Some(at))))
        };
        let (clear_90, clear_100) = (after(clear_90), after(clear_100));
        text.push_str(&format!(
            "The times above are those of people who follow it; without it 90 % are safe {clear_90}, all {clear_100}.\n"
        ));
        if planned.left_behind > 0 {
            text.push_str(&format!("It leaves {} behind: no way or place is left.\n", count(planned.left_behind)));
        }
        text.push_str(&following_words(&self.following));
        text
    }
}

/// How far those who follow the timetable are safe when it says so, and what keeps the others.
fn following_words(following: &Following) -> String {
    let Following { in_time, late, latest, not_safe, other_way, standing } = *following;
    if late + not_safe == 0 {
        return format!("All {} of those who follow it are safe when it says so.\n", count(in_time));
    }
    let mut text = format!("Of those who follow it {} are safe when it says so", count(in_time));
    if late > 0 {
        text.push_str(&format!(", {} up to {} later", count(late), minutes(Some(latest))));
    }
    if not_safe > 0 {
        text.push_str(&format!(", {} not at all", count(not_safe)));
    }
    text.push_str(": who walks in a crowd is slower than it foresees");
    if other_way > 0 {
        text.push_str(&format!(
            "; {} cannot keep to the way it says, as it closes before they are through",
            count(other_way)
        ));
    }
    if standing > 0 {
        text.push_str(&format!(", {} do not stand on the way where it lets them", count(standing)));
    }
    text.push_str(".\n");
    text
}

fn check_minutes(limit: Option<f64>) -> Result<(), Failure> {
    match limit {
        Some(limit) if !(limit.is_finite() && limit >= 0.0) => Err(Failure::BadOption {
            option: "--clear-90-within",
            value: limit.to_string(),
            remedy: "give minutes after the order, 0 or more".to_owned(),
        }),
        Some(_) | None => Ok(()),
    }
}

fn is_met(report: &EvacuationReport, limit_min: f64) -> bool {
    report.clear[1].is_some_and(|at| at <= Moment::from_minutes(limit_min))
}

/// Lets everybody go, by the timetable where there is one.
fn run<S: EventSink>(
    prepared: &Prepared,
    timetable: Option<&mut Timetable>,
    sink: &mut S,
    context: &JobContext,
) -> Result<Simulation, Failure> {
    let study: &EvacuationStudy = &prepared.study;
    let Some(timetable) = timetable else {
        return Ok(simulate_with(&study.streets, &study.origins, &study.parties, &study.options, context, sink)?);
    };
    let (simulation, following) = timetable.planned.follow(study, sink, context)?;
    timetable.following = following;
    Ok(simulation)
}

/// Runs with every step written to a file, as CSV where its name ends so, else as JSON lines.
fn run_with_log(
    study: &Study,
    prepared: &Prepared,
    timetable: Option<&mut Timetable>,
    path: &Path,
    context: &JobContext,
) -> Result<Simulation, Failure> {
    let format = if is_table(path) { EventFormat::Csv } else { EventFormat::JsonLines };
    let file = StreamedFile::create(path)?;
    let evacuation: &EvacuationStudy = &prepared.study;
    let mut log = EventLog::new(file, format, evacuation, &prepared.book, &study.community);
    let simulation = run(prepared, timetable, &mut log, context)?;
    let file = log.finish().map_err(|source| StreamedFile::write_failure(path, source))?;
    file.finish()?;
    Ok(simulation)
}

/// The answer with what it was made of.
struct Evacuated<'a> {
    study: &'a Study,
    prepared: &'a Prepared,
    report: &'a EvacuationReport,
    timetable: Option<&'a Timetable>,
}

fn ledger_json(persons: &EvacuationLedger) -> Map<String, Value> {
    let reasons = StrandedReason::ALL.map(|reason| {
        let n = persons.stranded.get(&reason).copied().unwrap_or(0);
        (reason.name().to_owned(), json!(n))
    });
    let mut map = Map::new();
    map.insert("persons_total".to_owned(), json!(persons.total));
    map.insert("persons_safe".to_owned(), json!(persons.safe));
    map.insert("persons_exposed".to_owned(), json!(persons.exposed()));
    map.insert("persons_exposed_at_home".to_owned(), json!(persons.exposed_at_home));
    map.insert("persons_exposed_on_the_way".to_owned(), json!(persons.exposed_on_the_way));
    map.insert("persons_stranded".to_owned(), json!(persons.n_stranded()));
    map.insert("persons_stranded_by_reason".to_owned(), Value::Object(reasons.into_iter().collect()));
    map
}

fn clear_json(clear: &[Option<Moment>; 4]) -> Map<String, Value> {
    MARKS_PERCENT.iter().zip(clear).map(|(percent, at)| (format!("clear_{percent}_s"), seconds(*at))).collect()
}

/// At most so many points: every few, and always the last.
fn curve_json(curve: &[(Moment, u64)]) -> Value {
    let step = curve.len().div_ceil(MAX_CURVE_POINTS - 1).max(1);
    let last = curve.len().saturating_sub(1);
    let kept = curve.iter().enumerate().filter(|(n, _)| n.is_multiple_of(step) || *n == last);
    kept.map(|(_, &(at, persons))| json!([seconds(Some(at)), persons])).collect()
}

impl Evacuated<'_> {
    fn site_name(&self, site: SiteId) -> String {
        let found = self.study.plan.sites().get(&site).map(|site| site.name.clone());
        found.filter(|name| !name.is_empty()).unwrap_or_else(|| site.to_string())
    }

    fn json(&self, scenario_name: &str) -> String {
        let report = self.report;
        let mut map = header(self.study, "evacuate", scenario_name);
        map.extend(clear_json(&report.clear));
        map.insert("bound_s".to_owned(), seconds(report.bound.time));
        map.insert("bound_reason".to_owned(), json!(bound_words(&report.bound, &self.prepared.book, self.study)));
        map.insert("bound_culprit".to_owned(), self.culprit_json(&report.bound));
        map.extend(ledger_json(&report.persons));
        map.insert("persons_cut_off_before_leaving".to_owned(), json!(report.latest.cut_off_persons));
        map.insert("curve".to_owned(), curve_json(&report.curve));
        map.insert("seed".to_owned(), json!(self.study.plan.settings().seed));
        map.insert("sites".to_owned(), self.sites_json());
        map.insert("areas".to_owned(), self.areas_json());
        let finding = |finding| json!({"code": finding_code(finding), "message": finding_words(finding)});
        map.insert("findings".to_owned(), report.findings.iter().map(finding).collect());
        if let Some(timetable) = self.timetable {
            map.insert("schedule".to_owned(), timetable.json());
        }
        map.insert("assumptions".to_owned(), self.assumptions_json());
        map.insert("attribution".to_owned(), attribution(self.study));
        json_text(map)
    }

    fn culprit_json(&self, bound: &EvacuationBound) -> Value {
        match &bound.culprit {
            Culprit::Nobody => Value::Null,
            Culprit::LastToArrive { demand, leaves } => {
                json!({"kind": "last_to_arrive", "door": demand.0, "leaves_s": seconds(Some(*leaves))})
            }
            Culprit::Narrow { segments, sites, people, per_min } => {
                let road =
                    |entry: crate::evacuation::RoadEntry| json!({"id": entry.id(), "name": entry.name.as_deref()});
                let roads: Vec<Value> =
                    segments.iter().filter_map(|&segment| self.prepared.book.entry(segment)).map(road).collect();
                let sites: Vec<u32> = sites.iter().map(|site| site.0).collect();
                json!({"kind": "narrow", "roads": roads, "sites": sites, "persons": people,
                       "persons_per_min": (per_min * 1000.0).round() / 1000.0})
            }
            Culprit::TooFewPlaces { people, places } => {
                json!({"kind": "too_few_places", "persons": people, "places": places})
            }
        }
    }

    fn sites_json(&self) -> Value {
        let site = |site: &crate::evacuation::SiteArrivals| {
            let (first, last) = site.between.unzip();
            json!({
                "id": site.site.0,
                "name": self.study.plan.sites().get(&site.site).map(|site| site.name.as_str()),
                "capacity_persons": site.capacity,
                "arrived_persons": site.arrived,
                "first_arrival_s": seconds(first),
                "last_arrival_s": seconds(last),
                "gate_waiting_person_min": (site.gate_waiting_person_min * 1000.0).round() / 1000.0,
            })
        };
        self.report.sites.iter().map(site).collect()
    }

    fn areas_json(&self) -> Value {
        let area = |area: &crate::evacuation::AreaClearance| {
            let mut map = ledger_json(&area.persons);
            map.insert("id".to_owned(), json!(area.area.0));
            map.insert("name".to_owned(), json!(area.name));
            map.extend(clear_json(&area.clear));
            Value::Object(map)
        };
        self.report.areas.iter().map(area).collect()
    }

    fn assumptions_json(&self) -> Value {
        let plan = &self.prepared.snapshot.plan;
        let settings = &plan.settings().evacuation;
        let values = crate::analysis::StudyValues::from_settings(plan.settings());
        let speeds = self.speeds();
        let evacuation = &self.prepared.study;
        json!({
            "mode": evacuation.mode.name(),
            "site_kinds": evacuation.kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>(),
            "destinations": settings.destinations.name(),
            "ways": settings.ways.name(),
            "departure": settings.departure.name(),
            "departure_delay_min": values.number(ValueKey::DepartureDelay),
            "departure_mean_min": values.number(ValueKey::DepartureMean),
            "share_that_leaves": settings.departure.share_that_leaves(),
            "crowding": settings.crowding.name(),
            "walking": values.walking().name(),
            "walking_speed_min_m_per_s": speeds.map(|speeds| speeds[0]),
            "walking_speed_median_m_per_s": speeds.map(|speeds| speeds[1]),
            "walking_speed_max_m_per_s": speeds.map(|speeds| speeds[2]),
            "household_persons": settings.household_persons,
            "car_share": settings.car_share,
            "persons_per_car": values.number(ValueKey::PersonsPerCar),
            "horizon_min": settings.horizon_min,
            "persons_per_metre_second": values.number(ValueKey::LinkFlow),
            "guessed_width_share": (evacuation.guessed_width_share * 1e6).round() / 1e6,
        })
    }

    /// Slowest, middle and fastest walker, in metres per second; nothing where nobody walks.
    fn speeds(&self) -> Option<[f64; 3]> {
        let parties = self.prepared.study.parties.iter();
        let walks = parties.filter(|party| party.usage == crate::evacuation::streets::StreetUse::Walking);
        let mut speeds: Vec<u32> = walks.map(|party| party.speed).collect();
        speeds.sort_unstable();
        let at = |n: usize| speeds.get(n).map(|&speed| f64::from(speed) / 1000.0);
        Some([at(0)?, at(speeds.len() / 2)?, at(speeds.len().checked_sub(1)?)?])
    }

    fn text(&self) -> String {
        let report = self.report;
        let mut text = format!("{}\n\n", people_text(self.study.community.population()));
        let rows: Vec<Vec<String>> = MARKS_PERCENT
            .iter()
            .zip(report.clear)
            .map(|(percent, at)| vec![format!("{percent} % of the people are safe"), minutes(at)])
            .collect();
        text.push_str(&table(&["After the order", "Time"], &rows));
        let reason = bound_words(&report.bound, &self.prepared.book, self.study);
        text.push_str(&format!("At best {}: {reason}.\n\n", minutes(report.bound.time)));
        let persons = &report.persons;
        let mut rows = vec![
            vec!["everybody".to_owned(), count(persons.total)],
            vec!["safe".to_owned(), count(persons.safe)],
            vec!["caught by a hazard on the way".to_owned(), count(persons.exposed_on_the_way)],
            vec!["caught by a hazard at home".to_owned(), count(persons.exposed_at_home)],
        ];
        let stranded = persons.stranded.iter().filter(|(_, n)| **n > 0);
        rows.extend(
            stranded.map(|(reason, n)| vec![format!("stranded: {}", reason.name().replace('_', " ")), count(*n)]),
        );
        rows.push(vec!["cut off before they leave".to_owned(), count(report.latest.cut_off_persons)]);
        text.push_str(&table(&["What becomes of them", "Persons"], &rows));
        self.tables(&mut text);
        text.extend(self.timetable.map(Timetable::words));
        for finding in &report.findings {
            text.push_str(&format!("Note: {}.\n", finding_words(finding)));
        }
        text.push('\n');
        text + &attribution_text(self.study)
    }

    fn tables(&self, text: &mut String) {
        let site = |site: &crate::evacuation::SiteArrivals| {
            let capacity = site.capacity.and_then(|capacity| u32::try_from(capacity).ok()).map(Persons);
            let (first, last) = site.between.unzip();
            let name = self.site_name(site.site);
            vec![name, places(capacity), count(site.arrived), minutes(first), minutes(last)]
        };
        if !self.report.sites.is_empty() {
            let rows: Vec<Vec<String>> = self.report.sites.iter().map(site).collect();
            text.push('\n');
            text.push_str(&table(&["Site", "Places", "Arrived", "First", "Last"], &rows));
        }
        if !self.report.areas.is_empty() {
            let area = |area: &crate::evacuation::AreaClearance| {
                let [_, clear_90, _, clear_100] = area.clear;
                let persons = &area.persons;
                vec![
                    area.name.clone(),
                    count(persons.total),
                    count(persons.safe),
                    count(persons.exposed()),
                    minutes(clear_90),
                    minutes(clear_100),
                ]
            };
            let rows: Vec<Vec<String>> = self.report.areas.iter().map(area).collect();
            text.push('\n');
            text.push_str(&table(&["Area", "People", "Safe", "Caught", "90 %", "100 %"], &rows));
        }
        text.push('\n');
    }
}
