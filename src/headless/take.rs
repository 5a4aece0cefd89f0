//! Objects a new plan takes from files: `--hazard-areas`, `--evacuation-areas`, `--sites`.

use std::path::{Path, PathBuf};

use super::Failure;
use super::arguments::New;
use super::output::file_name;
use crate::community::Mapping;
use crate::exchange::community::{ImportOptions, file_layers};
use crate::exchange::open::OpenError;
use crate::jobs::JobContext;
use crate::plan::taking::{Becomes, Taking, TimeColumn, TimeUnit, taken};
use crate::plan::{Hazard, PlanObject, SiteKind};

/// What one option asks for.
struct Wish {
    option: &'static str,
    value: String,
    file: PathBuf,
    becomes: Becomes,
    from: Option<TimeColumn>,
}

/// The objects the options name, and what is to be said about them, a sentence each.
pub(super) struct FromFiles {
    pub(super) objects: Vec<PlanObject>,
    pub(super) remarks: Vec<String>,
}

/// The files the options name; none for an option that cannot be understood.
pub(super) fn named_files(new: &New) -> Vec<PathBuf> {
    wishes(new).unwrap_or_default().into_iter().map(|wish| wish.file).collect()
}

/// Reads the files the options name and makes their objects.
pub(super) fn objects_from_files(new: &New, mapping: &Mapping, context: &JobContext) -> Result<FromFiles, Failure> {
    let hazard = new.hazard.as_deref().map(hazard_of).transpose()?;
    let mut all = FromFiles { objects: Vec::new(), remarks: Vec::new() };
    let options = ImportOptions { mapping: mapping.clone(), ..ImportOptions::default() };
    for wish in wishes(new)? {
        take(&wish, hazard, &options, &mut all, context)?;
    }
    Ok(all)
}

fn wishes(new: &New) -> Result<Vec<Wish>, Failure> {
    let hazards = new.hazard_areas.iter().map(|value| timed("--hazard-areas", value, Becomes::HazardArea));
    let areas = new.evacuation_areas.iter().map(|value| timed("--evacuation-areas", value, Becomes::EvacuationArea));
    hazards.chain(areas).chain(new.sites.iter().map(|value| site(value))).collect()
}

fn take(
    wish: &Wish,
    hazard: Option<Hazard>,
    options: &ImportOptions,
    all: &mut FromFiles,
    context: &JobContext,
) -> Result<(), Failure> {
    let layers = file_layers(&wish.file, options, context).map_err(OpenError::from)?;
    let n_before = all.objects.len();
    if wish.becomes == Becomes::HazardArea && wish.from.is_some() {
        all.remarks.push(format!(
            "{}: coverage and allocation know no clock and count its areas as if they acted throughout; \
             an evacuation over time plays their times",
            file_name(&wish.file)
        ));
    }
    for layer in layers {
        all.remarks.extend(layer.warnings.iter().map(ToString::to_string));
        // Only what the option says gives times: a number that happens to look like one is not taken unasked.
        let taking = Taking { from: wish.from.clone(), hazard, ..Taking::suggested(&layer, wish.becomes) };
        let found = taken(&layer, &taking).map_err(|error| Failure::BadOption {
            option: wish.option,
            value: wish.value.clone(),
            remedy: error.to_string(),
        })?;
        all.remarks.extend(found.notes.iter().map(|(n, note)| format!("{}, feature {n}: {note}", layer.name)));
        all.objects.extend(found.objects);
    }
    if all.objects.len() == n_before {
        let remedy = match wish.becomes {
            Becomes::HazardArea | Becomes::EvacuationArea => "there is no area in the file",
            Becomes::Site(_) => "there is neither a point nor an area in the file",
        };
        let (option, value) = (wish.option, wish.value.clone());
        return Err(Failure::BadOption { option, value, remedy: remedy.to_owned() });
    }
    Ok(())
}

/// `FILE` or `FILE:COLUMN=UNIT`.
fn timed(option: &'static str, value: &str, becomes: Becomes) -> Result<Wish, Failure> {
    let bad = |remedy: String| Failure::BadOption { option, value: value.to_owned(), remedy };
    let wish = |file: &str, from| Wish { option, value: value.to_owned(), file: PathBuf::from(file), becomes, from };
    let Some((source, unit)) = value.rsplit_once('=').filter(|_| !Path::new(value).exists()) else {
        return Ok(wish(value, None));
    };
    let units =
        || format!("write FILE or FILE:COLUMN=UNIT; units are {}", TimeUnit::ALL.map(TimeUnit::name).join(", "));
    let (file, column) = source.rsplit_once(':').ok_or_else(|| bad(units()))?;
    let unit = TimeUnit::from_name(unit).ok_or_else(|| bad(units()))?;
    Ok(wish(file, Some(TimeColumn { column: column.to_owned(), unit })))
}

/// `FILE=KIND`.
fn site(value: &str) -> Result<Wish, Failure> {
    let kinds = SiteKind::ALL.map(SiteKind::name).join(", ");
    let remedy = format!("write FILE=KIND; kinds are {kinds}");
    let bad = || Failure::BadOption { option: "--sites", value: value.to_owned(), remedy: remedy.clone() };
    let (file, kind) = value.rsplit_once('=').ok_or_else(bad)?;
    let kind = SiteKind::from_name(kind).ok_or_else(bad)?;
    let (option, value, becomes) = ("--sites", value.to_owned(), Becomes::Site(kind));
    Ok(Wish { option, value, file: PathBuf::from(file), becomes, from: None })
}

fn hazard_of(word: &str) -> Result<Hazard, Failure> {
    Hazard::from_name(word).ok_or_else(|| Failure::BadOption {
        option: "--hazard",
        value: word.to_owned(),
        remedy: format!("hazards are {}", Hazard::ALL.map(Hazard::name).join(", ")),
    })
}
