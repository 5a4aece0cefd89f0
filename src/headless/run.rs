//! Runs a subcommand: opens, works with a progress bar where there is a terminal, answers.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::allocate::Stages;
use super::arguments::{Common, Subcommands};
use super::bottlenecks::bottlenecks;
use super::coverage::{coverage_json, coverage_text};
use super::evacuate::evacuate;
use super::export::{Exported, exported};
use super::inspect::{inspect_json, inspect_text};
use super::new::new_plan;
use super::output::file_name;
use super::take::named_files;
use super::{Failure, Study};
use crate::analysis::{CoverageReport, PersonLedger};
use crate::exchange::atomic::write_atomically;
use crate::ids::Revision;
use crate::jobs::{Cancelled, JobContext, JobSlot, JobState, ThreadSpawner};

/// What a subcommand has to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// For standard output; empty when it went to a file.
    pub text: String,
    /// What goes to the file of `--output` in place of the text; empty where the text does, or has gone already.
    pub bytes: Vec<u8>,
    /// For standard error.
    pub remarks: String,
    /// The answer is no: exit status 1.
    pub is_no: bool,
}

/// Runs a subcommand.
///
/// # Errors
/// [`Failure`] says what could not be done and the remedy; exit status 2.
pub fn run(command: Subcommands) -> Result<Answer, Failure> {
    refuse_over_inputs(&command)?;
    let common = common_of(&command).clone();
    let mut slot: JobSlot<Result<Answer, Failure>> = JobSlot::new("command");
    slot.start(&mut ThreadSpawner, Revision(1), || {}, move |context| Ok::<_, Cancelled>(answer(&command, context)));
    let bar = progress_bar(&common);
    let started = Instant::now();
    slot.wait(Duration::from_millis(60), |progress| {
        if let Some(bar) = bar.as_ref().filter(|_| started.elapsed() > Duration::from_millis(300)) {
            bar.set_length(u64::from(progress.total.max(1)));
            bar.set_position(u64::from(progress.done));
        }
    });
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    let mut answer = if let Some(answer) = slot.take() {
        answer.value?
    } else {
        let message = match slot.state(Revision(1)) {
            JobState::Failed(message) => message,
            _ => "the work ended without an answer".to_owned(),
        };
        return Err(Failure::Fault(message));
    };
    if let Some(path) = &common.output {
        let content = if answer.bytes.is_empty() { answer.text.as_bytes() } else { &answer.bytes };
        write_atomically(path, content)?;
        answer.bytes.clear();
        answer.remarks.push_str(&format!("written to {}\n", path.display()));
        answer.text.clear();
    }
    if common.quiet {
        answer.remarks.clear();
    }
    Ok(answer)
}

const fn common_of(command: &Subcommands) -> &Common {
    match command {
        Subcommands::New(new) => &new.common,
        Subcommands::Inspect(inspect) => &inspect.common,
        Subcommands::Coverage(coverage) => &coverage.common,
        Subcommands::Allocate(allocate) => &allocate.common,
        Subcommands::Evacuate(evacuate) => &evacuate.common,
        Subcommands::Bottlenecks(bottlenecks) => &bottlenecks.common,
        Subcommands::Export(export) => &export.common,
    }
}

fn progress_bar(common: &Common) -> Option<ProgressBar> {
    if common.quiet || !std::io::stderr().is_terminal() {
        return None;
    }
    let bar = ProgressBar::with_draw_target(Some(1), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{wide_bar} {percent:>3} %").ok()?;
    Some(bar.with_style(style))
}

fn answer(command: &Subcommands, context: &JobContext) -> Result<Answer, Failure> {
    match command {
        Subcommands::New(new) => new_plan(new, context),
        Subcommands::Inspect(inspect) => {
            let study = Study::open(&inspect.files, &inspect.common, context)?;
            let text = if inspect.common.json { inspect_json(&study) } else { inspect_text(&study) };
            Ok(Answer { text, remarks: remarks(&study), is_no: false, ..Answer::default() })
        }
        Subcommands::Coverage(coverage) => {
            check_percent(coverage.at_least)?;
            let study = Study::open(&coverage.files, &coverage.common, context)?;
            needs_plan(&study, &coverage.files)?;
            let scenario = study.scenario(coverage.common.scenario.as_deref())?;
            let (_, report) = study.coverage(scenario, context)?;
            let text =
                if coverage.common.json { coverage_json(&study, &report) } else { coverage_text(&study, &report) };
            let is_no = coverage.at_least.is_some_and(|wanted| !is_met(&report, wanted));
            Ok(Answer { text, remarks: remarks(&study), is_no, ..Answer::default() })
        }
        Subcommands::Allocate(allocate) => {
            let study = Study::open(&allocate.files, &allocate.common, context)?;
            needs_plan(&study, &allocate.files)?;
            let scenario = study.scenario(allocate.common.scenario.as_deref())?;
            let stages = Stages::of(&study, scenario, allocate, context)?;
            let name = allocate.common.scenario.as_deref().unwrap_or_default();
            let text = if allocate.common.json { stages.json(&study, name) } else { stages.text(&study) };
            Ok(Answer { text, remarks: remarks(&study), ..Answer::default() })
        }
        Subcommands::Evacuate(options) => {
            let study = Study::open(&options.files, &options.common, context)?;
            needs_plan(&study, &options.files)?;
            let answer = evacuate(&study, options, context)?;
            Ok(Answer { remarks: remarks(&study) + &answer.remarks, ..answer })
        }
        Subcommands::Bottlenecks(options) => {
            let study = Study::open(&options.files, &options.common, context)?;
            needs_plan(&study, &options.files)?;
            let answer = bottlenecks(&study, options, context)?;
            Ok(Answer { remarks: remarks(&study) + &answer.remarks, ..answer })
        }
        Subcommands::Export(export) => {
            let study = Study::open(&export.files, &export.common, context)?;
            let (text, bytes) = match exported(&study, export, context)? {
                Exported::Text(text) => (text, Vec::new()),
                Exported::Bytes(bytes) => (String::new(), bytes),
            };
            Ok(Answer { text, bytes, remarks: remarks(&study), is_no: false })
        }
    }
}

fn needs_plan(study: &Study, files: &[PathBuf]) -> Result<(), Failure> {
    if study.has_plan {
        return Ok(());
    }
    Err(Failure::NoPlan(files.first().map(|path| file_name(path)).unwrap_or_default()))
}

fn check_percent(percent: Option<f64>) -> Result<(), Failure> {
    match percent {
        Some(percent) if !(0.0..=100.0).contains(&percent) => Err(Failure::BadOption {
            option: "--at-least",
            value: percent.to_string(),
            remedy: "give a share of the people in percent, from 0 to 100".to_owned(),
        }),
        Some(_) | None => Ok(()),
    }
}

/// Is the wanted share, in percent, reached for every kind of site? A plan without sites reaches nobody.
fn is_met(report: &CoverageReport, wanted: f64) -> bool {
    !report.kinds.is_empty() && report.kinds.iter().all(|kind| is_reached(&kind.persons, wanted))
}

/// Divided, not multiplied: so 57 of 100 people are 57 %, in spite of rounding.
fn is_reached(persons: &PersonLedger, wanted: f64) -> bool {
    persons.share_reached().is_none_or(|share| share >= wanted / 100.0)
}

fn remarks(study: &Study) -> String {
    study.remarks.iter().map(|remark| format!("{remark}\n")).collect()
}

/// An answer that would be written over what it was made from is refused before any work.
fn refuse_over_inputs(command: &Subcommands) -> Result<(), Failure> {
    let files = match command {
        Subcommands::New(new) => &new.files,
        Subcommands::Inspect(inspect) => &inspect.files,
        Subcommands::Coverage(coverage) => &coverage.files,
        Subcommands::Allocate(allocate) => &allocate.files,
        Subcommands::Evacuate(evacuate) => &evacuate.files,
        Subcommands::Bottlenecks(bottlenecks) => &bottlenecks.files,
        Subcommands::Export(export) => &export.files,
    };
    // What a command writes beside its answer.
    let beside: Vec<&PathBuf> = match command {
        Subcommands::New(new) => vec![&new.plan],
        Subcommands::Evacuate(evacuate) => evacuate.events.iter().chain(&evacuate.schedule).collect(),
        Subcommands::Inspect(_)
        | Subcommands::Coverage(_)
        | Subcommands::Allocate(_)
        | Subcommands::Bottlenecks(_)
        | Subcommands::Export(_) => Vec::new(),
    };
    // Links are followed for what exists.
    let whole = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path)).ok();
    let output = common_of(command).output.as_ref();
    let targets: Vec<&PathBuf> = beside.into_iter().chain(output).collect();
    for (n, target) in targets.iter().enumerate() {
        if targets.iter().take(n).any(|other| whole(other) == whole(target)) {
            return Err(Failure::OverInput(target.display().to_string()));
        }
    }
    let taken_from: Vec<PathBuf> = match command {
        Subcommands::New(new) => named_files(new),
        Subcommands::Inspect(_)
        | Subcommands::Coverage(_)
        | Subcommands::Allocate(_)
        | Subcommands::Evacuate(_)
        | Subcommands::Bottlenecks(_)
        | Subcommands::Export(_) => Vec::new(),
    };
    let is_input = |target: &&&PathBuf| files.iter().chain(&taken_from).any(|file| whole(file) == whole(target));
    match targets.iter().find(is_input) {
        Some(target) => Err(Failure::OverInput(target.display().to_string())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_whole_percent_is_reached_exactly_and_not_a_person_less() {
        for n in 1..=100_u32 {
            let wanted = f64::from(n);
            let persons = |reached| PersonLedger { total: 1000, reached, ..PersonLedger::default() };
            assert!(is_reached(&persons(10 * u64::from(n)), wanted), "{n} %");
            assert!(!is_reached(&persons(10 * u64::from(n) - 1), wanted), "{n} %");
        }
        assert!(is_reached(&PersonLedger::default(), 100.0), "nobody is left out where nobody is");
    }
}
