//! Whatever settings a plan takes, an evacuation can be reckoned with them; whatever it refuses, it stays as it was.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::select;

use super::{EvacuationReport, EvacuationStudy, StudyInput};
use crate::analysis::tests::town::Town;
use crate::document::{Command, CommandError};
use crate::jobs::JobContext;
use crate::plan::{
    BASE_SCENARIO, CrowdingModel, DepartureCurve, DestinationRule, EvacuationSettings, Scenario, Settings, SiteKind,
    TravelMode, WayChoice, settings_faults,
};
use crate::standards::ValueKey;

/// Any number whatever, those near the ends of a range among them.
fn number(low: f64, high: f64) -> impl Strategy<Value = f64> {
    let odd = [0.0, -1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN_POSITIVE, 1e-300, 1e12];
    let edges = [low, high, low.next_down(), high.next_up()];
    prop_oneof![6 => low..=high, 2 => select(edges.to_vec()), 1 => select(odd.to_vec()), 1 => any::<f64>()]
}

fn departure() -> impl Strategy<Value = DepartureCurve> {
    let row = || (number(0.0, EvacuationSettings::LONGEST_MIN), number(0.0, 1.0));
    let sorted = |mut rows: Vec<(f64, f64)>| {
        rows.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut shares: Vec<f64> = rows.iter().map(|row| row.1).collect();
        shares.sort_by(f64::total_cmp);
        rows.iter().zip(shares).map(|(row, share)| (row.0, share)).collect()
    };
    prop_oneof![
        Just(DepartureCurve::Immediate),
        Just(DepartureCurve::Fixed),
        Just(DepartureCurve::Rayleigh),
        prop::collection::vec(row(), 0..4).prop_map(DepartureCurve::Table),
        prop::collection::vec(row(), 1..4).prop_map(sorted).prop_map(DepartureCurve::Table),
    ]
}

fn settings() -> impl Strategy<Value = Settings> {
    let value = select(ValueKey::ALL.to_vec()).prop_flat_map(|key| {
        let (low, high) = key.range();
        (Just(key), number(low, high))
    });
    let evacuation = (
        departure(),
        select(CrowdingModel::ALL.to_vec()),
        number(1.0, 10.0),
        number(0.0, 1.0),
        number(1.0, EvacuationSettings::LONGEST_MIN),
        select(DestinationRule::ALL.to_vec()),
        select(WayChoice::ALL.to_vec()),
    );
    let evacuation =
        evacuation.prop_map(|(departure, crowding, household_persons, car_share, horizon_min, destinations, ways)| {
            EvacuationSettings { departure, crowding, household_persons, car_share, horizon_min, destinations, ways }
        });
    (prop::collection::vec(value, 0..4), evacuation, any::<u64>()).prop_map(|(overrides, evacuation, seed)| Settings {
        overrides: overrides.into_iter().collect(),
        evacuation,
        seed,
        ..Settings::default()
    })
}

/// Reckons the evacuation of a town as it stands.
fn evacuate(town: &Town) -> EvacuationReport {
    let (context, snapshot) = (JobContext::new(), town.document.snapshot());
    let mut coverage = town.engine();
    let report = coverage.update(&snapshot, BASE_SCENARIO, &context).unwrap();
    let input =
        StudyInput { coverage: &coverage, report: &report, snapshot: &snapshot, scenario: BASE_SCENARIO, kind: None };
    let study = EvacuationStudy::new(&input, &context).unwrap();
    EvacuationReport::run(Arc::new(study), &context).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn settings_are_refused_by_name_or_an_evacuation_can_be_reckoned_with_them(
        settings in settings(),
        mode in select(TravelMode::ALL.to_vec()),
    ) {
        let mut town = Town::six_roads(Vec::new());
        town.site(SiteKind::SafeHarbor, (0.0, 0.0), |_| {});
        town.site(SiteKind::Shelter, (1200.0, 0.0), |_| {});
        if mode != TravelMode::Walking {
            town.execute(Command::SetScenario(Scenario { mode, ..Scenario::base() }));
        }
        let before = Arc::clone(town.document.plan().settings());
        prop_assume!(settings != *before);
        let faults = settings_faults(&before, &settings);
        match town.document.execute(Command::SetSettings(settings.clone())) {
            Ok(_) => {
                prop_assert_eq!(faults, []);
                let report = evacuate(&town);
                prop_assert!(report.persons.adds_up());
            }
            Err(error) => {
                // By their words: a number that is none equals nothing.
                let named: Vec<String> = faults.iter().map(ToString::to_string).collect();
                prop_assert_eq!(error.to_string(), CommandError::BadSettings(faults).to_string());
                prop_assert!(!named.is_empty() && named.iter().all(|fault| error.to_string().contains(fault)));
                prop_assert_eq!(town.document.plan().settings(), &before);
            }
        }
    }
}
