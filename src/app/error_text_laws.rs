//! Every error has its words in both languages, and the English ones say what the command line says.

use super::*;
use crate::community::{CommunityError, ImportWarning, Oddity};
use crate::exchange::community::{
    BinaryFormat, CountedThing, DamageReason, ForeignFormat, ImportError, InvalidReason, KnownSystem, LikelySystem,
    NamedSystem, StructureProblem,
};
use crate::exchange::results::GeoPackageError;
use crate::geometry::editing::{EditFault, ShapeFault};
use crate::geometry::{CoordinateSystemError, EpsgCode, LonLat};
use crate::ids::{ScenarioId, SiteId};
use crate::plan::DepartureTableFault;
use crate::standards::ValueKey;
use crate::ui::Language;

const ENGLISH: Texts = Texts::new(Language::English);
const CHINESE: Texts = Texts::new(Language::Chinese);

fn has_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// The Chinese is Chinese, and every key is there.
fn check(english: &str, chinese: &str) {
    for text in [english, chinese] {
        assert!(!text.starts_with("error-") && !text.contains(" error-") && !text.contains("{$"), "{text}");
    }
    assert!(has_chinese(chinese) && chinese != english, "{chinese}");
}

fn system(kind: io::ErrorKind) -> io::Error {
    io::Error::from(kind)
}

fn path() -> PathBuf {
    PathBuf::from("folder/plan.geojson")
}

fn save_errors() -> Vec<SaveError> {
    let full = || system(io::ErrorKind::StorageFull);
    let steps = [
        SaveStep::CreateTemp,
        SaveStep::Write,
        SaveStep::ReadBack,
        SaveStep::CopyPermissions,
        SaveStep::SyncFile,
        SaveStep::KeepPrevious,
        SaveStep::Rename,
        SaveStep::SyncFolder,
    ];
    let mut all = vec![
        SaveError::NoName { path: path() },
        SaveError::IsDirectory { path: path() },
        SaveError::NotAFile { path: path() },
        SaveError::ReadOnly { path: path() },
        SaveError::BrokenLink { path: path() },
        SaveError::NoFolder { folder: path() },
        SaveError::FolderNotWritable { folder: path() },
        SaveError::DiskFull { path: path() },
        SaveError::Look { path: path(), source: full() },
        SaveError::ReadBackDiffers { path: path() },
        SaveError::NotReadableBack { path: path(), reason: "why".to_owned() },
        SaveError::ChangedOnDisk { path: path() },
        SaveError::NotConfirmed { path: path(), source: full() },
    ];
    all.extend(steps.map(|step| SaveError::Failed { step, path: path(), source: full() }));
    all
}

fn plan_errors() -> Vec<PlanReadError> {
    let name = || "plan.geojson".to_owned();
    let mut all = vec![
        PlanReadError::Io { path: path(), source: system(io::ErrorKind::NotFound) },
        PlanReadError::IsDirectory { path: path() },
        PlanReadError::NotAFile { path: path() },
        PlanReadError::TooLarge { path: path(), size: 900, limit: 800 },
        PlanReadError::Empty { name: name() },
        PlanReadError::Utf16 { name: name() },
        PlanReadError::NotUtf8 { name: name(), position: 7 },
        PlanReadError::Truncated { name: name(), line: 3 },
        PlanReadError::Syntax { name: name(), line: 3, column: 4, reason: "expected value".to_owned() },
        PlanReadError::OtherCoordinateSystem { name: name(), crs: "EPSG:3857".to_owned() },
    ];
    let reasons = [
        NotAPlanReason::NoPlanMember,
        NotAPlanReason::WebPage,
        NotAPlanReason::NotAnObject,
        NotAPlanReason::TopoJson,
        NotAPlanReason::OtherType,
        NotAPlanReason::NoFeatures,
        NotAPlanReason::FeaturesNotAList("why".to_owned()),
    ];
    all.extend(reasons.map(|reason| PlanReadError::NotAPlan { name: name(), reason }));
    all
}

fn import_errors() -> Vec<ImportError> {
    let file = || "town.geojson".to_owned();
    let folder =
        |n: usize, n_more| ImportError::Folder { file: file(), names: vec!["a.geojson".to_owned(); n], n_more };
    let first = ImportWarning { file: file(), feature: Some(1), oddity: Oddity::NullGeometry, place: None };
    let reasons = [
        CommunityError::TooLarge { extent_km: 400.0, farthest: LonLat::new_clamped(1.0, 2.0) },
        CommunityError::TooFarNorthOrSouth,
        CommunityError::Empty { n_features: 0, first: None },
        CommunityError::Empty { n_features: 4, first: None },
        CommunityError::Empty { n_features: 4, first: Some(Box::new(first)) },
    ];
    let likely = [
        LikelySystem::GaussKrugerWithZone,
        LikelySystem::Projected,
        LikelySystem::GaussKrugerOrUtm,
        LikelySystem::WebMercator,
    ];
    let structure = [
        StructureProblem::NotBuilt("why".to_owned()),
        StructureProblem::NoFeatures,
        StructureProblem::UnknownType("Foo".to_owned()),
        StructureProblem::NoType,
        StructureProblem::NoFeatureTable,
        StructureProblem::UnreadableTable("why".to_owned()),
        StructureProblem::NoCoordinateColumns("name, street".to_owned()),
    ];
    let invalid = [InvalidReason::Reader("why".to_owned()), InvalidReason::RecordEndsEarly];
    let mut all = vec![
        ImportError::Cancelled,
        ImportError::NoFiles,
        folder(0, 0),
        folder(2, 0),
        folder(8, 3),
        ImportError::NotAFile { file: file() },
        ImportError::SameFileTwice { file: file(), other: file() },
        ImportError::TooLarge { file: file(), bytes: 900, limit: 800 },
        ImportError::UnpacksTooLarge { file: file(), limit: 800 },
        ImportError::BadGzip { file: file(), reason: "why".to_owned() },
        ImportError::Empty { file: file() },
        ImportError::WrongEncoding { file: file(), encoding: "UTF-16" },
        ImportError::BadSystem { file: file(), reason: CoordinateSystemError::Unknown(EpsgCode(9)) },
        ImportError::BadSystem { file: file(), reason: CoordinateSystemError::NoDatum(EpsgCode(4214)) },
        ImportError::SwappedAxes { file: file(), feature: 2, x: 47.5, y: 9.5 },
        ImportError::SwappedAgainstOthers { file: file(), distance_km: 30.0 },
        ImportError::FarFromOthers { file: file(), distance_km: 30.0 },
    ];
    all.extend(ForeignFormat::ALL.map(|format| ImportError::LooksLike { file: file(), format }));
    all.extend(likely.map(|likely| ImportError::ProjectedCoordinates {
        file: file(),
        feature: 2,
        x: 500.0,
        y: 1.5,
        likely,
        codes: Vec::new(),
    }));
    all.push(ImportError::ProjectedCoordinates {
        file: file(),
        feature: 2,
        x: 500.0,
        y: 1.5,
        likely: LikelySystem::WebMercator,
        codes: vec![EpsgCode(2056), EpsgCode(3857)],
    });
    let named = |known| NamedSystem::Named("EPSG:1".to_owned(), known);
    let systems = [NamedSystem::Unreadable, NamedSystem::Unnamed, named(None)];
    let systems = systems.into_iter().chain(KnownSystem::ALL.map(|known| named(Some(known))));
    all.extend(systems.map(|system| ImportError::UnsupportedSystem { file: file(), system, code: None }));
    let damages = [
        DamageReason::Reader("why".to_owned()),
        DamageReason::NoSense,
        DamageReason::HeaderEndsEarly,
        DamageReason::HeaderWithoutSense,
        DamageReason::IndexEndsEarly,
        DamageReason::NoBlock,
        DamageReason::UnknownNeed("why".to_owned()),
    ];
    for format in BinaryFormat::ALL {
        all.extend(damages.clone().map(|reason| ImportError::Damaged { file: file(), format, reason }));
    }
    all.extend(CountedThing::ALL.map(|what| ImportError::TooMany { file: file(), what, limit: 200 }));
    all.extend(structure.map(|problem| ImportError::BadStructure { file: file(), problem }));
    all.extend(invalid.map(|reason| ImportError::InvalidJson { file: file(), byte: 5, line: 2, reason }));
    all.extend(reasons.map(|reason| ImportError::NotACommunity { files: file(), reason }));
    all
}

#[test]
fn every_failure_of_saving_is_said_in_both_languages() {
    for error in save_errors() {
        let (english, chinese) = (save_error(ENGLISH, &error), save_error(CHINESE, &error));
        check(&english, &chinese);
        assert!(english.contains("plan.geojson") && chinese.contains("plan.geojson"));
        // All but the system's own words stands as the command line says it.
        let plain = error.to_string().replace("no storage space", "no space is left");
        assert_eq!(english, plain);
        let packed = PackageError::Write(error);
        assert_eq!(package_error(CHINESE, &packed), chinese);
    }
}

#[test]
fn every_answer_of_the_system_is_said_in_both_languages() {
    use io::ErrorKind as Kind;
    for kind in [
        Kind::NotFound,
        Kind::PermissionDenied,
        Kind::ReadOnlyFilesystem,
        Kind::StorageFull,
        Kind::QuotaExceeded,
        Kind::AlreadyExists,
        Kind::TimedOut,
        Kind::Other,
    ] {
        check(&system_error(ENGLISH, kind, "Host is down"), &system_error(CHINESE, kind, "Host is down"));
    }
    assert!(system_error(CHINESE, Kind::Other, "Host is down").ends_with("Host is down"));
}

#[test]
fn every_failure_of_reading_a_plan_is_said_in_both_languages() {
    for error in plan_errors() {
        let (english, chinese) = (plan_error(ENGLISH, &error), plan_error(CHINESE, &error));
        check(&english, &chinese);
        assert_eq!(english, error.to_string().replace("entity not found", "it does not exist"));
    }
}

/// What happened and to which file, without the remedy in between.
fn parts(message: &str) -> (String, String) {
    let cut = message.find(", which is not read").or_else(|| message.find("; "));
    let (facts, rest) = message.split_at(cut.expect("a remedy"));
    (facts.to_owned(), rest.rsplit(": ").next().unwrap_or_default().to_owned())
}

#[test]
fn every_failure_of_reading_a_community_is_said_in_both_languages() {
    for error in import_errors() {
        let (english, chinese) = (import_error(ENGLISH, &error), import_error(CHINESE, &error));
        check(&english, &chinese);
        if error.coordinate_doubt().is_some() {
            // The window asks what the coordinates mean, the command line names its option; the facts are the same.
            let (library, chinese) = (error.to_string(), chinese.to_lowercase());
            let (window_facts, library_facts) = (parts(&english), parts(&library));
            assert_eq!(window_facts, library_facts, "{error:?}");
            assert!(english.contains("choose ") && chinese.contains("请选择"), "{english} {chinese}");
            assert!(!english.contains("--coordinates") && !chinese.contains("--coordinates"), "{english} {chinese}");
            continue;
        }
        assert_eq!(english, error.to_string().replace("; see the warnings", "").replace("reason: ", ""), "{error:?}");
    }
    for (kind, words) in [(io::ErrorKind::NotFound, "不存在"), (io::ErrorKind::Other, "system words")] {
        let reason = "system words".to_owned();
        let error = ImportError::Unreadable { file: "a.geojson".to_owned(), kind, reason };
        check(&import_error(ENGLISH, &error), &import_error(CHINESE, &error));
        assert!(import_error(CHINESE, &error).contains(words));
    }
}

#[test]
fn a_database_that_cannot_be_made_is_said_in_both_languages() {
    let error = GeoPackageError::Database("the disk is on fire".to_owned());
    let (english, chinese) = (geopackage_error(ENGLISH, &error), geopackage_error(CHINESE, &error));
    check(&english, &chinese);
    assert_eq!(english, error.to_string());
}

#[test]
fn every_failure_of_opening_is_said_in_both_languages() {
    for error in [
        OpenError::Plan(PlanReadError::Empty { name: "plan.geojson".to_owned() }),
        OpenError::Community(ImportError::NoFiles),
        OpenError::TwoPlans(path(), path()),
        OpenError::Unreadable(path(), system(io::ErrorKind::PermissionDenied)),
        OpenError::NotInPackage(path(), "roads.geojson".to_owned()),
        OpenError::AllMissing(vec![path(), path()]),
    ] {
        let (english, chinese) = (open_error(ENGLISH, &error), open_error(CHINESE, &error));
        check(&english, &chinese);
        assert_eq!(english, error.to_string());
    }
}

#[test]
fn every_refused_step_is_said_in_both_languages() {
    let id = ObjectId::Site(SiteId(3));
    let violations = vec![
        Violation::WrongId(id),
        Violation::SharedNumber(3),
        Violation::NumberBeyondCounter(3),
        Violation::BadRing(id),
        Violation::BadNumber(id, NumberFact::Phase),
        Violation::MissingReference(id, id),
        Violation::NoBaseScenario,
    ];
    let mut errors = vec![
        CommandError::NoSuchObject(id),
        CommandError::Locked(id),
        CommandError::NothingToDo,
        CommandError::NoNumberLeft,
        CommandError::WrongShape(id),
        CommandError::DifferentKinds(id, id),
        CommandError::NoSuchScenario(ScenarioId(3)),
        CommandError::BaseScenarioStays,
    ];
    let place = LonLat::new_clamped(9.5, 47.0);
    let faults = [
        EditFault::Shape(vec![ShapeFault::Empty]),
        EditFault::Shape(vec![ShapeFault::LineOfOnePoint(place)]),
        EditFault::Shape(vec![ShapeFault::TooFewCorners(place)]),
        EditFault::Shape(vec![ShapeFault::NoArea(place)]),
        EditFault::Shape(vec![ShapeFault::SelfCrossing(place)]),
        EditFault::Shape(vec![ShapeFault::RingsOverlap(place)]),
        EditFault::Shape(vec![ShapeFault::HoleOutside(place)]),
        EditFault::Shape(vec![ShapeFault::TooWide(place)]),
        EditFault::NotCut,
        EditFault::Apart,
        EditFault::AgainstEachOther,
        EditFault::Vanishes,
        EditFault::WrongShape("a point"),
        EditFault::BadNumber(7.5),
        EditFault::Unsound("the areas do not add up"),
    ];
    for fault in faults {
        errors.push(CommandError::CannotReshape { id, fault: fault.clone() });
        errors.push(CommandError::CannotDraw { kind: ObjectKind::HazardArea, fault });
    }
    errors.extend(violations.into_iter().map(|one| CommandError::Invalid(vec![one])));
    let value = f64::INFINITY;
    let numbers = [
        SettingsNumber::HouseholdPersons,
        SettingsNumber::CarShare,
        SettingsNumber::Horizon,
        SettingsNumber::Value(ValueKey::LinkFlow),
    ];
    let faults = numbers.map(|number| SettingsFault::Number { number, value });
    let table = SettingsFault::DepartureTable(DepartureTableFault::Fewer(2));
    errors.extend(faults.into_iter().chain([table]).map(|fault| CommandError::BadSettings(vec![fault])));
    for error in errors {
        check(&command_error(ENGLISH, &error), &command_error(CHINESE, &error));
    }
    for kind in ObjectKind::ALL {
        assert!(kind == ObjectKind::Site || CHINESE.has(&format!("object-{}", kind.name())));
    }
    let mut names: Vec<String> = NumberFact::ALL.map(|fact| number_fact(CHINESE, fact)).to_vec();
    for (fact, name) in NumberFact::ALL.into_iter().zip(&names) {
        check(&number_fact(ENGLISH, fact), name);
        let error = CommandError::Invalid(vec![Violation::BadNumber(id, fact)]);
        assert!(command_error(CHINESE, &error).contains(name.as_str()));
    }
    names.sort();
    names.dedup();
    assert_eq!(names.len(), NumberFact::ALL.len());
    for error in [ServiceAreaError::Cancelled, ServiceAreaError::Site { site: SiteId(3) }, ServiceAreaError::Merged] {
        check(&area_error(ENGLISH, &error), &area_error(CHINESE, &error));
    }
}

#[test]
fn everything_wrong_with_the_preferences_is_said_in_both_languages() {
    for note in [
        PreferenceNote::Unreadable { kind: io::ErrorKind::PermissionDenied, reason: "why".to_owned(), path: path() },
        PreferenceNote::Damaged { reason: "why".to_owned(), path: path() },
        PreferenceNote::NotAText("theme"),
        PreferenceNote::UnknownChoice("theme", "pink".to_owned()),
    ] {
        let (english, chinese) = (preference_note(ENGLISH, &note), preference_note(CHINESE, &note));
        check(&english, &chinese);
        assert!(!english.contains("preference-") && !chinese.contains("preference-"), "{chinese}");
    }
}
