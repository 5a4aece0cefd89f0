//! Packages: a plan and its community in one file, for sending.

use std::collections::BTreeSet;
use std::path::Path;

use thiserror::Error;

use super::opened::OpenError;
use super::sources::{SourceBytes, name_of, source_of};
use crate::exchange::atomic::{SaveError, write_atomically};
use crate::exchange::community::fingerprint_with;
use crate::exchange::package::{PackageFile, package_to_text};
use crate::exchange::plan::Originals;
use crate::plan::{CommunityFile, Plan};

/// The text of a package: the plan, and the files of its community as they are on disk.
///
/// Inside the package the files lie beside the plan, whatever folder they came from, and the packed plan names them
/// so; files of one name are told apart by a number in front, and what the planner said about reading them goes with
/// them.
///
/// # Errors
/// [`OpenError`] where a file of the community is not there or cannot be read.
pub fn package_of(plan: &Plan, originals: &Originals, base: Option<&Path>) -> Result<String, OpenError> {
    let mut header = (**plan.header()).clone();
    let mut settings = (**plan.settings()).clone();
    let mut sources = Vec::new();
    for file in &header.community {
        let not_there = |path| OpenError::Unreadable(path, std::io::Error::from(std::io::ErrorKind::NotFound));
        sources.push(source_of(&file.path, base).map_err(not_there)?);
    }
    let names: Vec<String> = sources.iter().map(name_of).collect();
    let mut files = Vec::new();
    let mut bytes = SourceBytes::default();
    for ((file, source), (name, path)) in
        header.community.iter_mut().zip(&sources).zip(names.iter().zip(unique_names(&names)))
    {
        // What was said of the file goes with its new name, and what was said of its layers.
        for (layer, said) in plan.settings().mapping.layers.iter().filter(|_| path != *name) {
            if let Some(rest) =
                layer.strip_prefix(name.as_str()).filter(|rest| rest.is_empty() || rest.starts_with('#'))
            {
                settings.mapping.layers.insert(format!("{path}{rest}"), said.clone());
            }
        }
        let companions = bytes.companions(source)?;
        let bytes = bytes.of(source)?;
        let sha256 = fingerprint_with(&bytes, companions.iter().map(|(_, bytes)| bytes.as_slice()));
        *file = CommunityFile { path: path.clone(), sha256 };
        for (ending, bytes) in companions {
            let path = Path::new(&path).with_extension(ending).to_string_lossy().into_owned();
            files.push(PackageFile { path, bytes });
        }
        files.push(PackageFile { path, bytes });
    }
    let packed = plan.with_header(header);
    let packed = if settings == **plan.settings() { packed } else { packed.with_settings(settings) };
    Ok(package_to_text(&packed, originals, &files))
}

/// Names that are all different: the second file of a name becomes `2-name`, or what number is free.
fn unique_names(names: &[String]) -> Vec<String> {
    let known: BTreeSet<&String> = names.iter().collect();
    let mut taken = BTreeSet::new();
    let mut unique = Vec::with_capacity(names.len());
    for name in names {
        let mut free = name.clone();
        let mut n = 2_u32;
        while taken.contains(&free) || (free != *name && known.contains(&free)) {
            free = format!("{n}-{name}");
            n += 1;
        }
        taken.insert(free.clone());
        unique.push(free);
    }
    unique
}

/// Why no package was written.
#[derive(Debug, Error)]
pub enum PackageError {
    /// A file of the community cannot be read.
    #[error(transparent)]
    Read(#[from] OpenError),
    /// The package cannot be written.
    #[error(transparent)]
    Write(#[from] SaveError),
}

/// Writes a package.
///
/// # Errors
/// [`PackageError`] says which file could not be read, or why nothing was written.
pub fn write_package(path: &Path, plan: &Plan, originals: &Originals, base: Option<&Path>) -> Result<(), PackageError> {
    let text = package_of(plan, originals, base)?;
    write_atomically(path, text.as_bytes())?;
    Ok(())
}
