//! `muster new`: a plan over the files of a community.

use std::path::Path;

use serde_json::json;

use super::arguments::New;
use super::output::{count, header as header_of, json_text};
use super::study::{Study, apply_options};
use super::take::{FromFiles, objects_from_files};
use super::{Answer, Failure};
use crate::document::{Command, Document};
use crate::exchange::paths::relative_community_path;
use crate::exchange::plan::{Originals, save_plan};
use crate::jobs::JobContext;
use crate::plan::{CommunityFile, Plan, PlanHeader, Settings};
use crate::standards::builtin_profiles;

/// Makes the plan; the answer says what it stands on.
pub(super) fn new_plan(new: &New, context: &JobContext) -> Result<Answer, Failure> {
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
    if let Some(plan) = &study.plan_path {
        return Err(Failure::IsPlan(plan.display().to_string()));
    }
    let target = std::path::absolute(&new.plan).unwrap_or_else(|_| new.plan.clone());
    let named = |file: &CommunityFile| CommunityFile {
        path: relative_community_path(&target, Path::new(&file.path)),
        sha256: file.sha256.clone(),
    };
    let community = study.files.iter().map(named).collect();
    let header = PlanHeader { name: new.name.clone(), community, ..PlanHeader::default() };
    let FromFiles { objects, remarks } = objects_from_files(new, &settings.mapping, context)?;
    let n_objects = objects.len();
    let mut document = Document::new(Plan::from_parts(header, settings, [], []));
    if n_objects > 0 {
        document.execute(Command::ImportObjects(objects)).map_err(|fault| Failure::NotTaken(fault.to_string()))?;
    }
    let plan = document.plan().clone();
    save_plan(Path::new(&new.plan), &plan, &Originals::none(), None)?;
    let persons = study.community.population().total;
    let text = if new.common.json {
        let mut map = header_of(&study, "new", "");
        map.insert("profile".to_owned(), json!(plan.settings().profile));
        map.insert("plan".to_owned(), json!(new.plan.display().to_string()));
        map.insert("persons_total".to_owned(), json!(persons));
        map.insert("objects".to_owned(), json!(n_objects));
        json_text(map)
    } else {
        let (path, n_files) = (new.plan.display(), count(study.files.len() as u64));
        let taken = if n_objects > 0 { format!(", {} objects taken", count(n_objects as u64)) } else { String::new() };
        format!("{path} made over {n_files} files with {} people{taken}\n", count(persons))
    };
    let remarks = remarks.iter().map(|remark| format!("{remark}\n")).collect();
    Ok(Answer { text, remarks, ..Answer::default() })
}
