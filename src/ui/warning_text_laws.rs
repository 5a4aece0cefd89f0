//! What must hold for the texts of warnings and planning values, in both languages.

use std::collections::BTreeSet;

use super::super::names;
use super::super::text::Language;
use super::*;
use crate::community::{FieldSeparator, FormatOddity, PartsUse, PlaceColumns, RowProblem, WarningCode};
use crate::geometry::{CoordinateSystem, EpsgCode, LonLat};
use crate::standards::{EvidenceStatus, ValueKey, builtin_profiles};

const ENGLISH: Texts = Texts::new(Language::English);
const CHINESE: Texts = Texts::new(Language::Chinese);

fn word() -> String {
    "abc".to_owned()
}

fn problems() -> Vec<Oddity> {
    let features = [
        FeatureProblem::NotJson(word()),
        FeatureProblem::GeometryNotJson(word()),
        FeatureProblem::NoType,
        FeatureProblem::GeometryWithoutType,
        FeatureProblem::UnknownType(word()),
        FeatureProblem::NoCoordinates("Point"),
        FeatureProblem::NestedTooDeep(16),
        FeatureProblem::NotANumber,
        FeatureProblem::ShortPosition(1),
        FeatureProblem::WrongDepth("Polygon", 3),
        FeatureProblem::NotAList,
        FeatureProblem::EndsEarly,
        FeatureProblem::NoByteOrder,
        FeatureProblem::KindNotRead(word()),
        FeatureProblem::PartsDoNotFit,
        FeatureProblem::NoSense,
        FeatureProblem::NoHeader,
        FeatureProblem::UnknownEnvelope,
        FeatureProblem::Extension,
        FeatureProblem::Multipatch,
        FeatureProblem::TooManyRings,
        FeatureProblem::UnreadableRow(word()),
    ];
    let numbers = [
        NumberProblem::NotANumber(word()),
        NumberProblem::Nested,
        NumberProblem::Negative(-1.5),
        NumberProblem::TooLarge(900.0, 500.0),
        NumberProblem::Range(word()),
        NumberProblem::UnknownUnit(word()),
        NumberProblem::Zero,
    ];
    let value = |problem| Oddity::ValueNotTaken { column: word(), problem };
    features.map(Oddity::UnreadableFeature).into_iter().chain(numbers.map(value)).collect()
}

fn about_shapes() -> Vec<Oddity> {
    let rings = [RingRole::Outer, RingRole::Hole];
    let ring = rings.into_iter().flat_map(|ring| {
        [Oddity::ShortRing, Oddity::UnclosedRing, Oddity::SelfCrossingRing, Oddity::FlatRing].map(|make| make(ring))
    });
    let shapes = [ShapeKind::Point, ShapeKind::Lines, ShapeKind::Area];
    let wrong = FeatureKind::ALL.into_iter().flat_map(|kind| shapes.map(|shape| Oddity::WrongShape(kind, shape)));
    let others = [
        Oddity::BytesAfterEnd { bytes: 3, from: 99 },
        Oddity::NullGeometry,
        Oddity::EmptyGeometry,
        Oddity::OffEarth(500.5, 1.0),
        Oddity::Stray(LonLat::new_clamped(9.5, 47.0), 311.4),
        Oddity::SwappedLayer(20.25),
        Oddity::FarLayer(20.25),
        Oddity::ExtraCoordinates,
        Oddity::ShortLine,
        Oddity::MixedCollection,
        Oddity::SeveralPoints(4),
        Oddity::LargeStudyArea(80.0, 0.4),
        Oddity::ByteOrderMark,
        Oddity::NotUtf8(12),
        Oddity::RecordSeparators,
        Oddity::TruncatedGzip(77),
        Oddity::Truncated { byte: 77, features: 2 },
        Oddity::OldSystem(word()),
        Oddity::NullSystem,
    ];
    ring.chain(wrong).chain(others).collect()
}

fn about_facts() -> Vec<Oddity> {
    let n = Persons(12);
    let mut all = vec![
        Oddity::NotWhole(2.5, 3.0),
        Oddity::ZoneWithoutCount,
        Oddity::KindUnused(1),
        Oddity::KindUnused(2),
        Oddity::MappedLayerMissing,
        Oddity::BuiltUpOpenSpaces(7),
        Oddity::PersonsSpread { persons: 500, doors: 20, middles: 0 },
        Oddity::PersonsSpread { persons: 500, doors: 20, middles: 3 },
        Oddity::BuildingsEmpty(6),
        Oddity::PersonsEstimated { buildings: 6, persons: n, scale: EstimateScale::GivenTotal(n) },
        Oddity::PersonsEstimated { buildings: 6, persons: n, scale: EstimateScale::FloorArea(35.5) },
        Oddity::ZoneWithoutBuildings(n),
    ];
    all.extend([ZoneRest::Nobody, ZoneRest::Spread(n), ZoneRest::LeftOut(n)].map(|rest| Oddity::CountedTwice {
        zone: n,
        finer: 2,
        rest,
    }));
    for fact in Fact::ALL {
        all.push(Oddity::ColumnGuessed(word(), fact));
        all.push(Oddity::MappedColumnMissing { fact, column: word(), columns: word() });
    }
    for n in [1, 2] {
        for sign in [KindSign::Columns, KindSign::FileName, KindSign::OnlyLines] {
            all.push(Oddity::KindGuessed(n, FeatureKind::Road, sign));
        }
        for look in [UnknownLook::Nothing, UnknownLook::Hazard, UnknownLook::Destination] {
            all.push(Oddity::KindUnknown { n, look, columns: word() });
        }
    }
    all
}

fn about_formats() -> Vec<Oddity> {
    let mut all = vec![
        FormatOddity::SystemChosen(CoordinateSystem::Gcj02),
        FormatOddity::SystemDeclared(CoordinateSystem::Epsg(EpsgCode(4547))),
        FormatOddity::NoSystemFile,
        FormatOddity::NoTable,
        FormatOddity::BrokenTable,
        FormatOddity::RowsDoNotFit { rows: 3, shapes: 4 },
        FormatOddity::TableEncodingGuessed,
        FormatOddity::EncodingMarked("UTF-16LE"),
        FormatOddity::ReadAsGbk { is_whole: true },
        FormatOddity::ReadAsGbk { is_whole: false },
        FormatOddity::ShapesEndEarly { shapes: 7, reason: word() },
        FormatOddity::RowsEndEarly { rows: 7, reason: word() },
        FormatOddity::FeaturesEndEarly(7),
        FormatOddity::BlocksEndEarly { byte: 77, reason: word(), blocks: 2 },
        FormatOddity::DamagedBlock { byte: 77, reason: word() },
        FormatOddity::RelationsNotRead(7),
        FormatOddity::ViewNotRead(word()),
        FormatOddity::LogNotRead,
        FormatOddity::NoRing(7_000_001),
        FormatOddity::TooManyRings(7_000_001),
    ];
    for used in [PartsUse::Nothing, PartsUse::ClosedRings, PartsUse::Pieces] {
        all.push(FormatOddity::WayLacksNodes { way: 7_000_001, missing: 2, nodes: 9, used });
        all.push(FormatOddity::RelationLacksWays { relation: 7_000_001, missing: 2, ways: 9, used });
        all.push(FormatOddity::OpenWays { relation: 7_000_001, ways: 3, used });
    }
    for separator in FieldSeparator::ALL {
        let columns = [PlaceColumns::Two(word(), word()), PlaceColumns::WellKnown(word()), PlaceColumns::Pair(word())];
        all.extend(columns.map(|columns| FormatOddity::TableLayout { separator, columns }));
    }
    let rows = [RowProblem::NoCoordinates, RowProblem::NotACoordinate(word()), RowProblem::NotWellKnown(word())];
    all.extend(rows.map(|problem| FormatOddity::RowWithoutPlace { line: 12, problem }));
    all.into_iter().map(Oddity::Format).collect()
}

fn has_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[test]
fn every_warning_says_in_english_what_the_command_line_says_and_in_chinese_something_else() {
    for one in problems().into_iter().chain(about_shapes()).chain(about_facts()).chain(about_formats()) {
        let (english, chinese) = (oddity(ENGLISH, &one), oddity(CHINESE, &one));
        assert_eq!(english, one.to_string());
        assert!(has_chinese(&chinese) && chinese != english && !chinese.contains("warning-"), "{one:?}: {chinese}");
    }
}

#[test]
fn every_kind_of_warning_has_a_name_in_both_languages() {
    for code in WarningCode::ALL {
        let folded = Oddity::Folded { code, more: 7, all: 57 };
        let (english, chinese) = (oddity(ENGLISH, &folded), oddity(CHINESE, &folded));
        assert_eq!(english, folded.to_string().replace('_', " "));
        assert!(has_chinese(&chinese) && !chinese.contains(code.name()), "{chinese}");
    }
    let names: BTreeSet<&str> = WarningCode::ALL.into_iter().map(WarningCode::name).collect();
    assert_eq!(names.len(), WarningCode::ALL.len());
}

#[test]
fn a_warning_names_file_and_feature_in_both_languages() {
    let mut one =
        ImportWarning { file: "a.geojson".to_owned(), feature: Some(3), oddity: Oddity::NullGeometry, place: None };
    assert_eq!(warning_line(ENGLISH, &one), one.to_string());
    assert!(warning_line(CHINESE, &one).starts_with("a.geojson，要素 3："));
    one.feature = None;
    assert_eq!(warning_line(ENGLISH, &one), one.to_string());
}

#[test]
fn every_planning_value_has_a_name_and_a_unit_in_both_languages() {
    let mut names_seen = BTreeSet::new();
    for key in ValueKey::ALL {
        let name = format!("value-{}", key.name());
        for texts in [ENGLISH, CHINESE] {
            assert!(texts.has(&name), "{name} in {}", texts.language().tag());
            assert!(!names::unit(texts, key).contains("value-unit"), "{name}: {}", names::unit(texts, key));
        }
        let chinese = names::value(CHINESE, key);
        assert!(has_chinese(&chinese) && chinese != names::value(ENGLISH, key), "{chinese}");
        assert!(names_seen.insert(chinese), "two values are called like {name}");
        let signs = ["m", "m/s", "m2", "min", "dB"];
        assert!(signs.contains(&key.unit()) || has_chinese(&names::unit(CHINESE, key)), "{}", key.unit());
    }
    for profile in builtin_profiles().unwrap() {
        assert_eq!(names::edition(ENGLISH, &profile), profile.edition());
        assert!(has_chinese(&names::edition(CHINESE, &profile)), "{}", profile.id());
    }
    for status in EvidenceStatus::ALL {
        let key = format!("evidence-{}", status.name().replace(", ", "-").replace(' ', "-"));
        assert!(ENGLISH.has(&key) && has_chinese(&CHINESE.get(&key)), "{key}");
    }
}
