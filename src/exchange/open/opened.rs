//! What was opened: all of it, or an error that names what to do; never half of it.

use std::fs;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::demonstration::DEMONSTRATION_SCHEME;
use super::sources::{PACKED, read, source_of};
use crate::analysis::StudyValues;
use crate::community::{Community, CoordinateDoubt, PopulationRules};
use crate::exchange::atomic::FileStamp;
use crate::exchange::community::{ImportError, ImportOptions, is_companion};
use crate::exchange::package::{is_package_text, read_package};
use crate::exchange::paths::resolve_community_path;
use crate::exchange::plan::{PlanReadError, ReadPlan, is_plan_text, read_plan};
use crate::jobs::JobContext;
use crate::plan::{CommunityFile, Settings};
use crate::standards::ValueKey;

/// Why nothing was opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The plan file cannot be read.
    #[error(transparent)]
    Plan(#[from] PlanReadError),
    /// The community cannot be read.
    #[error(transparent)]
    Community(#[from] ImportError),
    /// More than one plan was given.
    #[error("two plans were given, {} and {}: open one plan at a time", .0.display(), .1.display())]
    TwoPlans(PathBuf, PathBuf),
    /// A file cannot be read.
    #[error("cannot read {}: {}", .0.display(), .1)]
    Unreadable(PathBuf, std::io::Error),
    /// A package lacks a file its plan names.
    #[error("the package {} does not hold {}: export it again", .0.display(), .1)]
    NotInPackage(PathBuf, String),
    /// None of the files of the plan's community is there.
    #[error("none of the plan's community files is there; looked for {}", list(.0))]
    AllMissing(Vec<PathBuf>),
}

fn list(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}

impl OpenError {
    /// What is doubted about the coordinates of a file, where that is why nothing was opened.
    #[must_use]
    pub fn coordinate_doubt(&self) -> Option<CoordinateDoubt> {
        match self {
            Self::Community(error) => error.coordinate_doubt(),
            Self::Plan(_)
            | Self::TwoPlans(..)
            | Self::Unreadable(..)
            | Self::NotInPackage(..)
            | Self::AllMissing(_) => None,
        }
    }
}

/// A plan that was opened.
#[derive(Debug)]
pub struct OpenedPlan {
    /// The plan and how its features looked. Its community's files are named by absolute paths, so that they are
    /// found wherever the plan is saved next; files of the demonstration keep their own names.
    pub read: ReadPlan,
    /// Its file.
    pub path: PathBuf,
    /// It came in a package: saving asks for a place of its own.
    pub is_package: bool,
}

/// Everything one opening brings.
#[derive(Debug)]
pub struct Opened {
    /// The plan, where one was among the files.
    pub plan: Option<OpenedPlan>,
    /// The community; `None` for a plan that stands on no files.
    pub community: Option<Community>,
    /// The files of the community by absolute path, with their fingerprints of now: first those of the plan, in its
    /// order, then those that were given beside it.
    pub files: Vec<CommunityFile>,
    /// Files of the plan that are not there. A file the caller names is never among them: that is an error.
    pub missing: Vec<PathBuf>,
    /// Files of the plan whose content is no longer the one the plan was saved with.
    pub changed: Vec<PathBuf>,
}

/// Opens files: at most one plan, and any number of community files beside it.
///
/// # Errors
/// [`OpenError`] names the file and the remedy; nothing is half-opened.
pub fn open_files(paths: &[PathBuf], context: &JobContext) -> Result<Opened, OpenError> {
    open_files_as(paths, &Settings::clone, context)
}

/// The same, reading the community by other settings than the plan's: what is said beside the plan counts already
/// while its files are read, such as the coordinate system of a file that would be refused without it. The plan itself
/// keeps its settings.
///
/// # Errors
/// As [`open_files`].
pub fn open_files_as(
    paths: &[PathBuf],
    settings_from: &dyn Fn(&Settings) -> Settings,
    context: &JobContext,
) -> Result<Opened, OpenError> {
    let (plan, files) = gathered(paths)?;
    let settings = plan.as_ref().map(|opened| (**opened.read.plan.settings()).clone()).unwrap_or_default();
    let (community, now, missing) = reload_community(&files, None, &settings_from(&settings), context)?;
    let is_changed = |(saved, now): &(&CommunityFile, &CommunityFile)| {
        !saved.sha256.is_empty() && !saved.sha256.eq_ignore_ascii_case(&now.sha256)
    };
    let changed = files.iter().zip(&now).filter(is_changed).map(|(_, now)| PathBuf::from(&now.path)).collect();
    Ok(Opened { plan, community, files: now, missing, changed })
}

/// The community files that opening these files would read, by absolute path, with the settings of the plan among
/// them: what is asked about when one of them cannot be read as it stands.
///
/// # Errors
/// [`OpenError`] where a file is not there or the plan among them cannot be read.
pub fn community_files_of(paths: &[PathBuf]) -> Result<(Vec<CommunityFile>, Settings), OpenError> {
    let (plan, files) = gathered(paths)?;
    let settings = plan.map(|opened| (**opened.read.plan.settings()).clone()).unwrap_or_default();
    Ok((files, settings))
}

/// The plan among the files, and the files of the community: the plan's first, then those given beside it.
fn gathered(paths: &[PathBuf]) -> Result<(Option<OpenedPlan>, Vec<CommunityFile>), OpenError> {
    let mut plan: Option<OpenedPlan> = None;
    let mut given = Vec::new();
    for path in paths.iter().filter(|path| !is_companion(path, paths)) {
        // What the caller names must be there; only a plan may name what is missing.
        fs::metadata(path).map_err(|error| OpenError::Unreadable(path.clone(), error))?;
        if !is_plan_file(path) {
            given.push(CommunityFile { path: absolute(path).to_string_lossy().into_owned(), sha256: String::new() });
            continue;
        }
        if let Some(other) = &plan {
            return Err(OpenError::TwoPlans(other.path.clone(), path.clone()));
        }
        plan = Some(open_plan(path)?);
    }
    let mut files = plan.as_ref().map(|opened| opened.read.plan.header().community.clone()).unwrap_or_default();
    files.append(&mut given);
    Ok((plan, files))
}

/// Reads a plan file or a package. The community of a package stays inside it: its paths become
/// `/folder/package#file`, so that the plan can be saved elsewhere and still find it.
fn open_plan(path: &Path) -> Result<OpenedPlan, OpenError> {
    let whole = absolute(path);
    let text = fs::read_to_string(path).unwrap_or_default();
    let is_package = is_package_text(&text);
    let mut read = if is_package {
        let mut read = read_package(&text, &path.to_string_lossy())?.plan;
        read.stamp = Some(FileStamp::of(text.as_bytes(), None));
        read
    } else {
        read_plan(path)?
    };
    let mut header = (**read.plan.header()).clone();
    for file in &mut header.community {
        if is_package {
            file.path = format!("{}{PACKED}{}", whole.display(), file.path);
        } else if !file.path.starts_with(DEMONSTRATION_SCHEME) {
            file.path = resolve_community_path(&whole, &file.path).to_string_lossy().into_owned();
        }
    }
    read.plan = read.plan.with_header(header);
    Ok(OpenedPlan { read, path: path.to_owned(), is_package })
}

/// The path from the root, links left as they are.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// Plans are small beside communities: a larger file is taken for a community without looking inside.
const MAX_PLAN_BYTES: u64 = 256 << 20;

/// Is the file a plan (or a package)? Looks inside; anything unreadable is left to the reader to refuse.
#[must_use]
pub fn is_plan_file(path: &Path) -> bool {
    let is_small = fs::metadata(path).is_ok_and(|facts| facts.is_file() && facts.len() <= MAX_PLAN_BYTES);
    is_small && fs::read(path).is_ok_and(|bytes| is_plan_text(&bytes))
}

/// A community read again: itself, its files with their fingerprints, and the files that are not there.
pub type Reloaded = (Option<Community>, Vec<CommunityFile>, Vec<PathBuf>);

/// Reads the community of a plan: its files, by its settings. Files that are not there are reported, not fatal,
/// as long as one of them is.
///
/// # Errors
/// [`OpenError`] where a file cannot be read, or none is there.
pub fn reload_community(
    files: &[CommunityFile],
    base: Option<&Path>,
    settings: &Settings,
    context: &JobContext,
) -> Result<Reloaded, OpenError> {
    let mut sources = Vec::new();
    let mut missing = Vec::new();
    for file in files {
        match source_of(&file.path, base) {
            Ok(source) => sources.push(source),
            Err(path) => missing.push(path),
        }
    }
    if sources.is_empty() {
        return if missing.is_empty() {
            Ok((None, Vec::new(), Vec::new()))
        } else {
            Err(OpenError::AllMissing(missing))
        };
    }
    let options =
        ImportOptions { mapping: settings.mapping.clone(), rules: rules_from(settings), ..ImportOptions::default() };
    let community = read(&sources, &options, context)?;
    // A file may hold several layers, one after the other; two files never have one fingerprint.
    let mut prints: Vec<&str> = community.layers().iter().map(|layer| layer.sha256.as_str()).collect();
    prints.dedup();
    let mut prints = prints.into_iter();
    let files = files
        .iter()
        .map(|file| {
            if source_of(&file.path, base).is_err() {
                return file.clone();
            }
            let sha256 = prints.next().map_or_else(String::new, str::to_owned);
            CommunityFile { path: file.path.clone(), sha256 }
        })
        .collect();
    Ok((Some(community), files, missing))
}

/// The rules people are spread and estimated by, from a plan's settings.
#[must_use]
pub fn rules_from(settings: &Settings) -> PopulationRules {
    let values = StudyValues::from_settings(settings);
    PopulationRules {
        floor_area_per_resident_m2: values.number(ValueKey::FloorAreaPerResident),
        storey_height_m: values.number(ValueKey::StoreyHeight),
        total: settings.population.total,
        ..PopulationRules::default()
    }
}
