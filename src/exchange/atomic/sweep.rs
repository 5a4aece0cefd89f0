//! Temporary files that a power cut or a kill left behind.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How the temporary file of a save ends.
pub(super) const TEMP_SUFFIX: &str = ".tmp";

/// Removes temporary files that earlier saves of `target` left beside it, and names them.
///
/// Only files called `.NAME.….tmp` (or `.NAME.bak.….tmp`) that were last written more than `age` before `now` go:
/// a younger one may belong to a save that is under way.
///
/// # Errors
/// The system's reason where the folder cannot be listed; a file that cannot be removed is left out of the answer.
pub fn sweep_stale_temps(target: &Path, age: Duration, now: SystemTime) -> io::Result<Vec<PathBuf>> {
    let Some(name) = target.file_name().and_then(|name| name.to_str()) else { return Ok(Vec::new()) };
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    };
    let mut removed = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let is_ours = entry.file_name().to_str().is_some_and(|found| is_temp_of(found, name));
        // What goes away meanwhile, or says nothing of itself, is no reason to leave the others.
        let Ok(facts) = entry.metadata() else { continue };
        let is_stale = facts.modified().is_ok_and(|then| now.duration_since(then).is_ok_and(|past| past > age));
        if is_ours && facts.is_file() && is_stale && fs::remove_file(entry.path()).is_ok() {
            removed.push(entry.path());
        }
    }
    removed.sort();
    Ok(removed)
}

/// Is this the name of a temporary file of a save of `name`?
fn is_temp_of(found: &str, name: &str) -> bool {
    let middle = found.strip_prefix('.').and_then(|rest| rest.strip_prefix(name)).and_then(|rest| {
        let rest = rest.strip_prefix(".bak").unwrap_or(rest);
        rest.strip_prefix('.')?.strip_suffix(TEMP_SUFFIX)
    });
    middle.is_some_and(|middle| !middle.is_empty() && middle.chars().all(|c| c.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_old_temporary_files_of_this_plan_go() {
        let folder = tempfile::tempdir().unwrap();
        let names = [
            ".a.geojson.x1Y2z3.tmp",
            ".a.geojson.bak.Abc123.tmp",
            ".b.geojson.x1Y2z3.tmp",
            ".a.geojson..tmp",
            "a.geojson",
        ];
        for name in names {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        let target = folder.path().join("a.geojson");
        let hour = Duration::from_hours(1);
        let now = fs::metadata(&target).unwrap().modified().unwrap();
        assert_eq!(sweep_stale_temps(&target, hour, now).unwrap(), Vec::<PathBuf>::new());
        let removed = sweep_stale_temps(&target, hour, now + 2 * hour).unwrap();
        let expected: Vec<PathBuf> = [names[1], names[0]].iter().map(|name| folder.path().join(name)).collect();
        assert_eq!(removed, expected);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
    }
}
