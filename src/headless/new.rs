//! `muster new`: a plan over the files of a community.

use std::path::Path;

use super::Failure;
use super::arguments::New;
use super::study::{Study, apply_options};
use crate::exchange::paths::relative_community_path;
use crate::exchange::plan::{Originals, save_plan};
use crate::jobs::JobContext;
use crate::plan::{CommunityFile, Plan, PlanHeader, Settings};
use crate::standards::builtin_profiles;

/// Makes the plan; the answer says what it stands on.
pub(super) fn new_plan(new: &New, context: &JobContext) -> Result<String, Failure> {
    if !new.overwrite && new.plan.exists() {
        return Err(Failure::Exists(new.plan.display().to_string()));
    }
    let mut settings = apply_options(&Settings::default(), &new.common)?;
    if let Some(profile) = &new.profile {
        let known: Vec<String> =
            builtin_profiles().unwrap_or_default().iter().map(|profile| profile.id().to_owned()).collect();
        if !known.contains(profile) {
            let remedy = format!("profiles are {}", known.join(", "));
            return Err(Failure::BadOption { option: "--profile", value: profile.clone(), remedy });
        }
        settings.profile.clone_from(profile);
    }
    let study = Study::open(&new.files, &new.common, context)?;
    let target = std::path::absolute(&new.plan).unwrap_or_else(|_| new.plan.clone());
    let community = new
        .files
        .iter()
        .zip(study.community.layers())
        .map(|(path, layer)| {
            let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
            CommunityFile { path: relative_community_path(&target, &path), sha256: layer.sha256.clone() }
        })
        .collect();
    let header = PlanHeader { name: new.name.clone(), community, ..PlanHeader::default() };
    let plan = Plan::from_parts(header, settings, [], []);
    save_plan(Path::new(&new.plan), &plan, &Originals::none(), None)?;
    Ok(format!(
        "{} made over {} files with {} people\n",
        new.plan.display(),
        new.files.len(),
        study.community.population().total
    ))
}
