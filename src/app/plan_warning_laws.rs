//! What must hold for the texts of what is odd in a plan file, in both languages.

use std::collections::BTreeSet;

use super::*;
use crate::exchange::plan::{Expected, NeededShape};
use crate::geometry::LonLat;
use crate::ids::SiteId;
use crate::plan::{DepartureTableFault, NumberFact, ObjectId};

const ENGLISH: Texts = Texts::new(Language::English);
const CHINESE: Texts = Texts::new(Language::Chinese);

const DEPARTURE_TABLE_FAULTS: [DepartureTableFault; 6] = [
    DepartureTableFault::Empty,
    DepartureTableFault::NotAPair(2),
    DepartureTableFault::Minutes(2),
    DepartureTableFault::Share(2),
    DepartureTableFault::NotLater(2),
    DepartureTableFault::Fewer(2),
];

fn word() -> String {
    "abc".to_owned()
}

fn geometry_problems() -> Vec<GeometryProblem> {
    let far = PlaceError::OutOfRange { lon: 47.0, lat: 120.0 };
    vec![
        GeometryProblem::NotAnObject(word()),
        GeometryProblem::Missing,
        GeometryProblem::UnknownType(word()),
        GeometryProblem::CoordinatesDoNotFit(word()),
        GeometryProblem::SeveralPoints(3),
        GeometryProblem::ShortPosition,
        GeometryProblem::NoPlace(far),
        GeometryProblem::NoPlace(PlaceError::NotFinite { lon: 1.5, lat: 2.5 }),
        GeometryProblem::Swapped(far),
        GeometryProblem::ShortLine,
        GeometryProblem::NoRing,
        GeometryProblem::ShortRing,
        GeometryProblem::Empty,
    ]
}

fn faults() -> Vec<FeatureFault> {
    let mut all = vec![
        FeatureFault::NotAnObject(word()),
        FeatureFault::PropertiesNotAnObject(word()),
        FeatureFault::UnknownKind(word()),
        FeatureFault::NoGeometry,
        FeatureFault::MissingOrUnknown("hazard"),
        FeatureFault::Missing("effect"),
        FeatureFault::Unknown("effect"),
        FeatureFault::NoNumber("speed_factor"),
        FeatureFault::NotAboveZero("width_m"),
        FeatureFault::BadRing,
        FeatureFault::MissingReference(ObjectId::Site(SiteId(3))),
        FeatureFault::WrongNumber,
    ];
    all.extend(geometry_problems().into_iter().map(FeatureFault::Geometry));
    all.extend(NeededShape::ALL.map(FeatureFault::NeedsShape));
    all.extend(NumberFact::ALL.map(FeatureFault::BadNumber));
    all
}

fn oddities() -> Vec<PlanOddity> {
    let mut all = vec![
        PlanOddity::ByteOrderMark,
        PlanOddity::CapacityInPersons,
        PlanOddity::NoAreaToDivide,
        PlanOddity::UnclosedRing,
        PlanOddity::NumberTaken(7, 12),
        PlanOddity::NoNumber(12),
        PlanOddity::NoSuchSite(7),
        PlanOddity::HeaderNotAnObject(word()),
        PlanOddity::NewerFormat(4, 1),
        PlanOddity::NotAVersion,
        PlanOddity::NotUnderstood(word()),
        PlanOddity::SettingsNotAnObject,
        PlanOddity::OutsideBounds(1.5, 0.0, 1.0),
        PlanOddity::DepartureTableNotUsed,
        PlanOddity::NoSuchValue,
        PlanOddity::NotAList,
        PlanOddity::ScenarioNotUnderstood(word()),
        PlanOddity::MissingObjects(None, vec![3]),
        PlanOddity::MissingObjects(Some(word()), vec![3, 5]),
        PlanOddity::NoFileNamed(word()),
        PlanOddity::PackedFileChanged,
        PlanOddity::PackedFileDamaged,
    ];
    all.extend(DEPARTURE_TABLE_FAULTS.map(PlanOddity::NoDepartureTable));
    all.extend(faults().into_iter().map(PlanOddity::FeatureNotUsed));
    all.extend(Expected::ALL.map(|expected| PlanOddity::NotExpected(word(), expected)));
    all.extend(ValueKey::ALL.map(|key| PlanOddity::OutsideRange(key, -7.5)));
    all
}

/// Facts, units and objects have names of their own on screen; all else stands as the command line says it.
fn is_named_otherwise(oddity: &PlanOddity) -> bool {
    matches!(
        oddity,
        PlanOddity::OutsideRange(..)
            | PlanOddity::FeatureNotUsed(FeatureFault::BadNumber(_) | FeatureFault::MissingReference(_))
    )
}

#[test]
fn everything_odd_in_a_plan_is_said_in_both_languages() {
    let mut seen = BTreeSet::new();
    for one in oddities() {
        let (english, chinese) = (plan_oddity(ENGLISH, &one), plan_oddity(CHINESE, &one));
        assert!(is_named_otherwise(&one) || english == one.to_string(), "{english} / {one}");
        assert!(!english.contains("plan-") && !english.contains("value-"), "{english}");
        assert!(!chinese.contains("plan-") && !chinese.contains("value-"), "{chinese}");
        assert!(chinese.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{chinese}");
        // No English beside what was quoted: the file's own words, names of properties and the program's name.
        let quoted = [
            "abc",
            "true",
            "false",
            "hazard",
            "effect",
            "speed_factor",
            "width_m",
            "departure",
            "table",
            "Muster",
            "muster",
        ];
        let left = quoted.iter().fold(chinese.clone(), |text, word| text.replace(word, ""));
        let n_latin = left.chars().filter(char::is_ascii_alphabetic).count();
        let most = if is_named_otherwise(&one) { 4 } else { 0 };
        assert!(n_latin <= most, "beside a unit nothing is in Latin letters: {chinese}");
        assert!(seen.insert(chinese.clone()) || is_named_otherwise(&one), "{chinese} stands for two things");
    }
}

#[test]
fn a_warning_names_feature_and_property_in_both_languages() {
    let oddity = PlanOddity::NotExpected("\"many\"".to_owned(), Expected::Count);
    let place = Some(LonLat::new_clamped(9.5, 47.0));
    let mut one = PlanWarning {
        feature: Some(3),
        id: Some("\"way/7\"".to_owned()),
        property: Some("beds".to_owned()),
        oddity,
        place,
    };
    assert_eq!(plan_warning(ENGLISH, &one), one.to_string());
    assert_eq!(
        plan_warning(CHINESE, &one),
        "要素 3（\"way/7\"）：`beds`：\"many\" 不是 0 到 4294967295 的整数；已保留，但不使用"
    );
    one.id = None;
    assert_eq!(plan_warning(ENGLISH, &one), one.to_string());
    (one.feature, one.property) = (None, None);
    assert_eq!(plan_warning(ENGLISH, &one), one.to_string());
}
