//! `muster bottlenecks`: the roads that cost most waiting, the minimum cut, and what widening the worst would save.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::arguments::Bottlenecks;
use super::evacuation_run::{EvacuationChoice, Prepared};
use super::evacuation_words::{finding_code, finding_words, listed, minutes, seconds};
use super::output::{attribution, attribution_text, count, header, json_text, people_text, table};
use super::{Answer, Failure, Study};
use crate::evacuation::simulation::{Goal, Party};
use crate::evacuation::streets::StreetUse;
use crate::evacuation::{
    EvacuationReport, MARKS_PERCENT, MinimumCut, RoadEntry, RoadLoad, Trial, TrialResult, suggest_trials, try_changes,
};
use crate::exchange::results::usage_name;
use crate::jobs::JobContext;
use crate::plan::RoadChangeKind;

/// Roads in the text.
const SHOWN: usize = 15;

/// Runs the evacuation of a plan and ranks its roads.
pub(super) fn bottlenecks(study: &Study, options: &Bottlenecks, context: &JobContext) -> Result<Answer, Failure> {
    let choice = EvacuationChoice::of(options.travel.kind.as_deref(), options.travel.mode.as_deref())?;
    let scenario = study.scenario(options.common.scenario.as_deref())?;
    let prepared = Prepared::of(study, scenario, choice, context)?;
    let report = EvacuationReport::run(Arc::clone(&prepared.study), context)?;
    let mut cuts = Vec::new();
    for usage in StreetUse::ALL {
        let goes = |party: &Party| party.usage == usage && !matches!(party.goal, Goal::Nowhere(_));
        if prepared.study.parties.iter().any(goes) {
            cuts.push((usage, MinimumCut::of(&prepared.study, usage, context)?));
        }
    }
    let trials = suggest_trials(&report, &prepared.book, options.n_tried);
    let results = try_changes(&prepared.input(), &report, &trials, context)?;
    let tried = trials.into_iter().zip(results).collect();
    let answer = Ranked { study, prepared: &prepared, report: &report, cuts, tried };
    let name = options.common.scenario.as_deref().unwrap_or_default();
    let text = if options.common.json { answer.json(name) } else { answer.text() };
    Ok(Answer { text, ..Answer::default() })
}

struct Ranked<'a> {
    study: &'a Study,
    prepared: &'a Prepared,
    report: &'a EvacuationReport,
    cuts: Vec<(StreetUse, MinimumCut)>,
    tried: Vec<(Trial, TrialResult)>,
}

fn length_m(entries: &[RoadEntry]) -> f64 {
    entries.iter().map(|entry| entry.length.value()).sum()
}

fn rounded(number: f64, decimals: i32) -> f64 {
    let scale = 10_f64.powi(decimals);
    (number * scale).round() / scale
}

impl Ranked<'_> {
    fn roads(&self) -> impl Iterator<Item = (&RoadLoad, RoadEntry)> {
        self.report.roads.iter().filter_map(|road| Some((road, self.prepared.book.entry(road.segment)?)))
    }

    fn json(&self, scenario_name: &str) -> String {
        let mut map = header(self.study, "bottlenecks", scenario_name);
        map.insert("seed".to_owned(), json!(self.study.plan.settings().seed));
        let road = |(road, entry): (&RoadLoad, RoadEntry)| {
            json!({
                "id": entry.id(),
                "segment_id": entry.segment.0,
                "name": entry.name.as_deref(),
                "usage": usage_name(road.usage),
                "load_persons": road.persons,
                "capacity_persons_per_min": rounded(self.persons_per_min(road), 3),
                "load_ratio": rounded(road.load_ratio, 4),
                "waiting_person_min": rounded(road.waiting_person_min, 3),
                "queue_m": rounded(road.queue_m, 1),
                "spills_back": road.spills_back,
                "peak_s": seconds(Some(road.peak)),
                "width_m": rounded(entry.width.value(), 2),
                "width_is_guess": entry.is_width_guess,
            })
        };
        map.insert("roads".to_owned(), self.roads().map(road).collect());
        let cuts: Vec<Value> = self.cuts.iter().map(|(usage, cut)| self.cut_json(*usage, cut)).collect();
        let nothing = json!({"persons_per_min": null, "roads": [], "sites": []});
        map.insert("min_cut".to_owned(), cuts.first().cloned().unwrap_or(nothing));
        map.insert("min_cuts".to_owned(), Value::Array(cuts));
        map.insert(
            "tried".to_owned(),
            self.tried.iter().map(|(trial, result)| self.trial_json(trial, result)).collect(),
        );
        map.insert("clear_90_s".to_owned(), seconds(self.report.clear[1]));
        map.insert("clear_100_s".to_owned(), seconds(self.report.clear[3]));
        let finding = |finding| json!({"code": finding_code(finding), "message": finding_words(finding)});
        map.insert("findings".to_owned(), self.report.findings.iter().map(finding).collect());
        map.insert("attribution".to_owned(), attribution(self.study));
        json_text(map)
    }

    fn roads_of(&self, trial: &Trial) -> Vec<RoadEntry> {
        trial.segments.iter().filter_map(|&segment| self.prepared.book.entry(segment)).collect()
    }

    fn trial_json(&self, trial: &Trial, result: &TrialResult) -> Value {
        let entries = self.roads_of(trial);
        let mut ids: Vec<String> = entries.iter().map(RoadEntry::id).collect();
        ids.dedup();
        let mut map = Map::new();
        map.insert("change".to_owned(), json!(trial.kind.name()));
        map.insert("width_m".to_owned(), json!(trial.kind.width_m()));
        map.insert("roads".to_owned(), json!(ids));
        map.insert("name".to_owned(), json!(entries.first().and_then(|entry| entry.name.as_deref())));
        map.insert("length_m".to_owned(), json!(rounded(length_m(&entries), 1)));
        for (mark, percent) in MARKS_PERCENT.iter().enumerate() {
            map.insert(format!("clear_{percent}_s"), seconds(result.after.clear.get(mark).copied().flatten()));
            map.insert(format!("saves_{percent}_s"), json!(result.saved_s(mark).map(|saved| rounded(saved, 3))));
        }
        map.insert("saves_waiting_person_min".to_owned(), json!(rounded(result.saved_waiting_person_min(), 3)));
        Value::Object(map)
    }

    /// "Widening Mill Lane (120 m) to 3.0 m: the last are safe 6.0 min sooner, …"
    fn trial_text(&self, trial: &Trial, result: &TrialResult) -> String {
        let entries = self.roads_of(trial);
        let road = entries.first().map_or_else(String::new, RoadEntry::shown);
        let stretch = format!("{road} ({:.0} m)", length_m(&entries));
        let what = match trial.kind {
            RoadChangeKind::Width(width) => format!("Widening {stretch} to {width:.1} m"),
            RoadChangeKind::NewLink(width) => format!("A new link of {width:.1} m"),
            RoadChangeKind::Contraflow => format!("All lanes of {stretch} one way"),
            RoadChangeKind::OneWay => format!("One way on {stretch}"),
            RoadChangeKind::Speed(speed) => format!("{speed:.0} km/h on {stretch}"),
        };
        let sooner = |mark: usize| match result.saved_s(mark) {
            None => match result.after.clear.get(mark).copied().flatten() {
                None => "never".to_owned(),
                Some(at) => format!("after {} in place of never", minutes(Some(at))),
            },
            Some(saved) if saved.abs() < 0.5 => "no sooner".to_owned(),
            Some(saved) if saved > 0.0 => format!("{:.1} min sooner", saved / 60.0),
            Some(saved) => format!("{:.1} min later", -saved / 60.0),
        };
        let waiting = result.saved_waiting_person_min();
        format!("{what}: 90 % safe {}, all {}; {waiting:+.0} person-min of waiting saved.\n", sooner(1), sooner(3))
    }

    /// Cars carry the persons they carry on average here.
    fn persons_per_unit(&self, usage: StreetUse) -> f64 {
        let (mut persons, mut units) = (0_u64, 0_u64);
        for party in self.prepared.study.parties.iter().filter(|party| party.usage == usage) {
            persons += u64::from(party.persons);
            units += u64::from(party.units());
        }
        #[expect(clippy::cast_precision_loss, reason = "people, far below 2^52")]
        let mean = persons as f64 / units.max(1) as f64;
        mean
    }

    fn persons_per_min(&self, road: &RoadLoad) -> f64 {
        road.capacity_per_min * self.persons_per_unit(road.usage)
    }

    fn cut_json(&self, usage: StreetUse, cut: &MinimumCut) -> Value {
        let roads = cut.segments.iter().filter_map(|&segment| self.prepared.book.entry(segment));
        let road = |entry: RoadEntry| {
            let mut map = Map::new();
            map.insert("id".to_owned(), json!(entry.id()));
            map.insert("segment_id".to_owned(), json!(entry.segment.0));
            map.insert("name".to_owned(), json!(entry.name.as_deref()));
            Value::Object(map)
        };
        json!({
            "usage": usage_name(usage),
            "persons_per_min": cut.per_min.map(|n| rounded(n * self.persons_per_unit(usage), 3)),
            "roads": roads.map(road).collect::<Vec<_>>(),
            "sites": cut.sites.iter().map(|site| site.0).collect::<Vec<_>>(),
        })
    }

    fn text(&self) -> String {
        let mut text = format!("{}\n\n", people_text(self.study.community.population()));
        let row = |(road, entry): (&RoadLoad, RoadEntry)| {
            let guess = if entry.is_width_guess { "?" } else { "" };
            vec![
                format!("{} ({})", entry.shown(), usage_name(road.usage)),
                count(road.persons),
                format!("{:.0}", self.persons_per_min(road)),
                format!("{:.2}", road.load_ratio),
                format!("{:.0}", road.waiting_person_min),
                format!("{:.0} m", road.queue_m),
                minutes(Some(road.peak)),
                format!("{:.1} m{guess}", entry.width.value()),
            ]
        };
        let rows: Vec<Vec<String>> = self.roads().take(SHOWN).map(row).collect();
        let headings = ["Road", "Persons", "Can pass/min", "Load", "Waiting (person-min)", "Queue", "Peak at", "Width"];
        text.push_str(&table(&headings, &rows));
        if self.report.roads.len() > SHOWN {
            text.push_str(&format!("and {} roads more\n", self.report.roads.len() - SHOWN));
        }
        if rows.iter().any(|row| row.last().is_some_and(|width| width.ends_with('?'))) {
            text.push_str("?: the width is a guess from the road's class or lanes.\n");
        }
        text.push('\n');
        for (usage, cut) in &self.cuts {
            text.push_str(&self.cut_text(*usage, cut));
        }
        if !self.tried.is_empty() {
            text.push_str("\nTried, one at a time:\n");
        }
        for (trial, result) in &self.tried {
            text.push_str(&self.trial_text(trial, result));
        }
        for finding in &self.report.findings {
            text.push_str(&format!("Note: {}.\n", finding_words(finding)));
        }
        text.push('\n');
        text + &attribution_text(self.study)
    }

    fn cut_text(&self, usage: StreetUse, cut: &MinimumCut) -> String {
        let who = usage_name(usage);
        let Some(per_min) = cut.per_min else { return format!("Nothing limits those {who} to their sites.\n") };
        let mut names: Vec<String> = cut
            .segments
            .iter()
            .filter_map(|&segment| self.prepared.book.entry(segment))
            .map(|entry| entry.shown())
            .chain(cut.sites.iter().map(|site| format!("gate of site {}", site.0)))
            .collect();
        names.dedup();
        if names.is_empty() {
            return format!("No way leads those {who} to a site.\n");
        }
        let persons = per_min * self.persons_per_unit(usage);
        format!(
            "The narrowest between those {who} and their sites: {persons:.0} persons a minute over {}.\n",
            listed(&names)
        )
    }
}
