//! Why something could not be opened, saved or changed, in the language of the window.

use std::io;
use std::path::{Path, PathBuf};

use super::import_error_text::import_error;
use super::shape_error_text::edit_fault;
use crate::analysis::ServiceAreaError;
use crate::document::CommandError;
use crate::exchange::atomic::{SaveError, SaveStep};
use crate::exchange::open::{OpenError, PackageError};
use crate::exchange::plan::{NotAPlanReason, PlanReadError};
use crate::exchange::preferences::PreferenceNote;
use crate::exchange::results::GeoPackageError;
use crate::plan::{NumberFact, ObjectId, ObjectKind, SettingsFault, SettingsNumber, Violation};
use crate::ui::{Texts, Value};

/// A text with words put in.
pub(super) fn say(texts: Texts, key: &str, values: &[(&'static str, &str)]) -> String {
    let values: Vec<(&'static str, Value<'_>)> = values.iter().map(|(name, word)| (*name, Value::Text(word))).collect();
    texts.with(key, &values)
}

pub(super) fn count(n: u64) -> String {
    crate::ui::format::count(n)
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// What the system said. Its common answers have words of their own; others stand as the system wrote them.
pub(super) fn system_error(texts: Texts, kind: io::ErrorKind, said: &str) -> String {
    let key = match kind {
        io::ErrorKind::NotFound => "error-system-not_found",
        io::ErrorKind::PermissionDenied => "error-system-permission_denied",
        io::ErrorKind::ReadOnlyFilesystem => "error-system-read_only",
        io::ErrorKind::StorageFull => "error-system-no_space",
        io::ErrorKind::QuotaExceeded => "error-system-quota",
        io::ErrorKind::AlreadyExists => "error-system-exists",
        io::ErrorKind::TimedOut => "error-system-timed_out",
        _ => return say(texts, "error-system-other", &[("why", said)]),
    };
    texts.get(key)
}

fn io_error(texts: Texts, error: &io::Error) -> String {
    system_error(texts, error.kind(), &error.to_string())
}

/// Why a file was not saved.
pub(super) fn save_error(texts: Texts, error: &SaveError) -> String {
    let at = |key: &str, path: &PathBuf| say(texts, key, &[("path", &shown(path))]);
    let because = |key: &str, path: &PathBuf, why: &str| say(texts, key, &[("path", &shown(path)), ("why", why)]);
    match error {
        SaveError::NoName { path } => at("error-save-no_name", path),
        SaveError::IsDirectory { path } => at("error-save-is_directory", path),
        SaveError::NotAFile { path } => at("error-save-not_a_file", path),
        SaveError::ReadOnly { path } => at("error-save-read_only", path),
        SaveError::BrokenLink { path } => at("error-save-broken_link", path),
        SaveError::NoFolder { folder } => at("error-save-no_folder", folder),
        SaveError::FolderNotWritable { folder } => at("error-save-folder_not_writable", folder),
        SaveError::DiskFull { path } => at("error-save-disk_full", path),
        SaveError::Look { path, source } => because("error-save-look", path, &io_error(texts, source)),
        SaveError::Failed { step, path, source } => {
            let (step, why) = (texts.get(step_key(*step)), io_error(texts, source));
            say(texts, "error-save-failed", &[("step", &step), ("why", &why), ("path", &shown(path))])
        }
        SaveError::ReadBackDiffers { path } => at("error-save-read_back_differs", path),
        SaveError::NotReadableBack { path, reason } => because("error-save-not_readable_back", path, reason),
        SaveError::ChangedOnDisk { path } => at("error-save-changed_on_disk", path),
        SaveError::NotConfirmed { path, source } => because("error-save-not_confirmed", path, &io_error(texts, source)),
    }
}

/// Why a plan was not made into a database.
pub(super) fn geopackage_error(texts: Texts, error: &GeoPackageError) -> String {
    match error {
        GeoPackageError::Database(why) => say(texts, "error-geopackage", &[("why", why)]),
    }
}

/// What was wrong with the preferences.
pub(super) fn preference_note(texts: Texts, note: &PreferenceNote) -> String {
    match note {
        PreferenceNote::Unreadable { kind, reason, path } => {
            let why = system_error(texts, *kind, reason);
            say(texts, "preference-unreadable", &[("why", &why), ("path", &shown(path))])
        }
        PreferenceNote::Damaged { reason, path } => {
            say(texts, "preference-damaged", &[("why", reason), ("path", &shown(path))])
        }
        PreferenceNote::NotAText(name) => say(texts, "preference-not_a_text", &[("name", name)]),
        PreferenceNote::UnknownChoice(name, word) => {
            say(texts, "preference-unknown_choice", &[("name", name), ("word", word)])
        }
    }
}

const fn step_key(step: SaveStep) -> &'static str {
    match step {
        SaveStep::CreateTemp => "error-step-create_temp",
        SaveStep::Write => "error-step-write",
        SaveStep::ReadBack => "error-step-read_back",
        SaveStep::CopyPermissions => "error-step-copy_permissions",
        SaveStep::SyncFile => "error-step-sync_file",
        SaveStep::KeepPrevious => "error-step-keep_previous",
        SaveStep::Rename => "error-step-rename",
        SaveStep::SyncFolder => "error-step-sync_folder",
    }
}

/// Why a package was not written.
pub(super) fn package_error(texts: Texts, error: &PackageError) -> String {
    match error {
        PackageError::Read(error) => open_error(texts, error),
        PackageError::Write(error) => save_error(texts, error),
    }
}

/// Why nothing was opened.
pub(super) fn open_error(texts: Texts, error: &OpenError) -> String {
    match error {
        OpenError::Plan(error) => plan_error(texts, error),
        OpenError::Community(error) => import_error(texts, error),
        OpenError::TwoPlans(one, other) => {
            say(texts, "error-open-two_plans", &[("path", &shown(one)), ("other", &shown(other))])
        }
        OpenError::Unreadable(path, error) => {
            say(texts, "error-open-unreadable", &[("path", &shown(path)), ("why", &io_error(texts, error))])
        }
        OpenError::NotInPackage(path, other) => {
            say(texts, "error-open-not_in_package", &[("path", &shown(path)), ("other", other)])
        }
        OpenError::AllMissing(paths) => {
            let paths: Vec<String> = paths.iter().map(|path| shown(path)).collect();
            say(texts, "error-open-all_missing", &[("path", &paths.join(", "))])
        }
    }
}

/// Why a plan was not read.
pub(super) fn plan_error(texts: Texts, error: &PlanReadError) -> String {
    let say = |key: &str, values: &[(&'static str, &str)]| say(texts, key, values);
    match error {
        PlanReadError::Io { path, source } => {
            say("error-plan-io", &[("path", &shown(path)), ("why", &io_error(texts, source))])
        }
        PlanReadError::IsDirectory { path } => say("error-plan-is_directory", &[("path", &shown(path))]),
        PlanReadError::NotAFile { path } => say("error-plan-not_a_file", &[("path", &shown(path))]),
        PlanReadError::TooLarge { path, size, limit } => {
            say("error-plan-too_large", &[("path", &shown(path)), ("n", &count(*size)), ("limit", &count(*limit))])
        }
        PlanReadError::Empty { name } => say("error-plan-empty", &[("path", name)]),
        PlanReadError::Utf16 { name } => say("error-plan-utf16", &[("path", name)]),
        PlanReadError::NotUtf8 { name, position } => {
            say("error-plan-not_utf8", &[("path", name), ("n", &position.to_string())])
        }
        PlanReadError::Truncated { name, line } => {
            say("error-plan-truncated", &[("path", name), ("n", &line.to_string())])
        }
        PlanReadError::Syntax { name, line, column, reason } => {
            let (line, column) = (line.to_string(), column.to_string());
            say("error-plan-syntax", &[("path", name), ("n", &line), ("column", &column), ("why", reason)])
        }
        PlanReadError::NotAPlan { name, reason } => {
            say("error-plan-not_a_plan", &[("path", name), ("why", &not_a_plan(texts, reason))])
        }
        PlanReadError::OtherCoordinateSystem { name, crs } => {
            say("error-plan-other_coordinate_system", &[("path", name), ("why", crs)])
        }
    }
}

fn not_a_plan(texts: Texts, reason: &NotAPlanReason) -> String {
    match reason {
        NotAPlanReason::NoPlanMember => texts.get("error-reason-no_plan_member"),
        NotAPlanReason::WebPage => texts.get("error-reason-web_page"),
        NotAPlanReason::NotAnObject => texts.get("error-reason-not_an_object"),
        NotAPlanReason::TopoJson => texts.get("error-reason-topojson"),
        NotAPlanReason::OtherType => texts.get("error-reason-other_type"),
        NotAPlanReason::NoFeatures => texts.get("error-reason-no_features"),
        NotAPlanReason::FeaturesNotAList(why) => say(texts, "error-reason-features_not_a_list", &[("why", why)]),
    }
}

/// Why a step was refused.
pub(super) fn command_error(texts: Texts, error: &CommandError) -> String {
    match error {
        CommandError::NoSuchObject(id) => {
            say(texts, "error-edit-no_such_object", &[("object", &object_words(texts, *id))])
        }
        CommandError::Locked(id) => say(texts, "error-edit-locked", &[("object", &object_words(texts, *id))]),
        CommandError::NothingToDo => texts.get("error-edit-nothing_to_do"),
        CommandError::Invalid(violations) => {
            let all: Vec<String> = violations.iter().map(|one| violation(texts, one)).collect();
            say(texts, "error-edit-invalid", &[("why", &all.join("; "))])
        }
        CommandError::BadSettings(faults) => {
            let all: Vec<String> = faults.iter().map(|one| settings_fault(texts, one)).collect();
            say(texts, "error-edit-bad_settings", &[("why", &all.join("; "))])
        }
        CommandError::NoNumberLeft => texts.get("error-edit-no_number_left"),
        CommandError::CannotDraw { kind, fault } => {
            let kind = kind_words(texts, *kind);
            say(texts, "error-edit-cannot_draw", &[("kind", &kind), ("why", &edit_fault(texts, fault))])
        }
        CommandError::CannotReshape { id, fault } => {
            let object = object_words(texts, *id);
            say(texts, "error-edit-cannot_reshape", &[("object", &object), ("why", &edit_fault(texts, fault))])
        }
        CommandError::WrongShape(id) => say(texts, "error-edit-wrong_shape", &[("object", &object_words(texts, *id))]),
        CommandError::DifferentKinds(one, other) => {
            let (one, other) = (object_words(texts, *one), object_words(texts, *other));
            say(texts, "error-edit-different_kinds", &[("object", &one), ("other", &other)])
        }
        CommandError::NoSuchScenario(_) => texts.get("error-edit-no_such_scenario"),
        CommandError::BaseScenarioStays => texts.get("error-edit-base_scenario_stays"),
    }
}

/// A number outside its range by the name and in the unit of its field.
fn settings_fault(texts: Texts, fault: &SettingsFault) -> String {
    let (number, value) = match fault {
        SettingsFault::Number { number, value } => (*number, *value),
        SettingsFault::DepartureTable(fault) => {
            let why = crate::ui::departure_table_fault(texts, *fault);
            return say(texts, "error-settings-departure_table", &[("why", &why)]);
        }
    };
    let (name, per_cent) = match number {
        SettingsNumber::HouseholdPersons => (texts.get("evacuation-household"), 1.0),
        SettingsNumber::CarShare => (texts.get("evacuation-car-share"), 100.0),
        SettingsNumber::Horizon => (texts.get("evacuation-horizon"), 1.0),
        SettingsNumber::Value(key) => (texts.get(&format!("value-{}", key.name())), 1.0),
    };
    let (low, high) = number.range();
    let [value, low, high] = [value, low, high].map(|number| (number * per_cent).to_string());
    say(texts, "error-settings-number", &[("field", &name), ("n", &value), ("low", &low), ("high", &high)])
}

fn violation(texts: Texts, violation: &Violation) -> String {
    let object = |id: &ObjectId| object_words(texts, *id);
    match violation {
        Violation::WrongId(id) => say(texts, "error-violation-wrong_id", &[("object", &object(id))]),
        Violation::SharedNumber(n) => say(texts, "error-violation-shared_number", &[("n", &n.to_string())]),
        Violation::NumberBeyondCounter(n) => {
            say(texts, "error-violation-number_beyond_counter", &[("n", &n.to_string())])
        }
        Violation::BadRing(id) => say(texts, "error-violation-bad_ring", &[("object", &object(id))]),
        Violation::BadNumber(id, fact) => {
            let fact = number_fact(texts, *fact);
            say(texts, "error-violation-bad_number", &[("object", &object(id)), ("fact", &fact)])
        }
        Violation::MissingReference(id, missing) => {
            let values = [("object", object(id)), ("other", object(missing))];
            say(
                texts,
                "error-violation-missing_reference",
                &values.each_ref().map(|(name, word)| (*name, word.as_str())),
            )
        }
        Violation::NoBaseScenario => texts.get("error-violation-no_base_scenario"),
    }
}

/// The name a number has in the inspector.
pub(super) fn number_fact(texts: Texts, fact: NumberFact) -> String {
    texts.get(match fact {
        NumberFact::AreaPerPerson => "inspector-area-per-person",
        NumberFact::StockQuantity => "number-fact-stock-quantity",
        NumberFact::ExitFlow => "inspector-exit-flow",
        NumberFact::Phase => "inspector-phase",
        NumberFact::Times => "number-fact-times",
        NumberFact::SpeedFactor => "inspector-speed-factor",
    })
}

pub(super) fn object_words(texts: Texts, id: ObjectId) -> String {
    let kind = kind_words(texts, id.kind());
    say(texts, "object-unnamed", &[("kind", &kind), ("n", &id.number().to_string())])
}

fn kind_words(texts: Texts, kind: ObjectKind) -> String {
    match kind {
        ObjectKind::Site => texts.get("error-object-site"),
        kind => texts.get(&format!("object-{}", kind.name())),
    }
}

/// Why there is no service area.
pub(super) fn area_error(texts: Texts, error: &ServiceAreaError) -> String {
    match error {
        ServiceAreaError::Cancelled => texts.get("error-area-cancelled"),
        ServiceAreaError::Site { site } => {
            say(texts, "error-area-site", &[("object", &object_words(texts, ObjectId::Site(*site)))])
        }
        ServiceAreaError::Merged => texts.get("error-area-merged"),
    }
}

#[cfg(test)]
#[path = "error_text_laws.rs"]
mod laws;
