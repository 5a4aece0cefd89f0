//! Community files as the plan names them: by a path relative to the plan's folder, with forward slashes.
//!
//! A plan and its community can then be moved or sent together, between systems too.

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::plan::CommunityFile;

/// A community file the plan names and the disk does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingCommunityFile {
    /// The path as the plan has it.
    pub written: String,
    /// Where it was looked for.
    pub tried: PathBuf,
}

impl std::fmt::Display for MissingCommunityFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "the community file {} is not there; put it back or add it from where it is now; looked for at {}",
            self.written,
            self.tried.display()
        )
    }
}

/// The path of a community file as a plan at `plan_path` names it.
///
/// Both are made absolute and free of links first, as far as they exist. On another drive the path stays absolute.
/// Characters that are no Unicode are replaced: such a file is found again only by opening it by hand.
#[must_use]
pub fn relative_community_path(plan_path: &Path, community_path: &Path) -> String {
    let folder = absolute(&folder_of(plan_path));
    let file = absolute(community_path);
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (folder.components().collect(), file.components().collect());
    let n_shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    if n_shared == 0 {
        return written(file.components());
    }
    let up = from.iter().skip(n_shared).map(|_| Component::ParentDir);
    written(up.chain(to.iter().skip(n_shared).copied()))
}

/// Where the file is that a plan at `plan_path` names so. Takes backward slashes too where the system uses them.
#[must_use]
pub fn resolve_community_path(plan_path: &Path, written: &str) -> PathBuf {
    let mut path = folder_of(plan_path);
    if Path::new(written).is_absolute() {
        return PathBuf::from(written);
    }
    for part in written.split('/') {
        match part {
            "" | "." => {}
            // `a/..` is taken back by name; above the start the system follows it.
            ".." if matches!(path.components().next_back(), Some(Component::Normal(_))) => {
                path.pop();
            }
            part => path.push(part),
        }
    }
    path
}

/// The community files of a plan at `plan_path` that are not there, in the plan's order.
#[must_use]
pub fn missing_community_files(plan_path: &Path, files: &[CommunityFile]) -> Vec<MissingCommunityFile> {
    let tried = files.iter().map(|file| (file, resolve_community_path(plan_path, &file.path)));
    tried
        .filter(|(_, path)| !path.is_file())
        .map(|(file, tried)| MissingCommunityFile { written: file.path.clone(), tried })
        .collect()
}

fn folder_of(plan_path: &Path) -> PathBuf {
    plan_path.parent().map_or_else(PathBuf::new, Path::to_owned)
}

/// The path from the root. Links are resolved for the part that exists, `..` for the rest.
fn absolute(path: &Path) -> PathBuf {
    let path = std::path::absolute(if path.as_os_str().is_empty() { Path::new(".") } else { path })
        .unwrap_or_else(|_| path.to_owned());
    for existing in path.ancestors() {
        if let (Ok(found), Ok(rest)) = (fs::canonicalize(existing), path.strip_prefix(existing)) {
            return found.join(rest);
        }
    }
    path
}

fn written<'a>(components: impl Iterator<Item = Component<'a>>) -> String {
    let mut text = String::new();
    for component in components {
        let part = component.as_os_str().to_string_lossy();
        let is_root = matches!(component, Component::RootDir);
        if !text.is_empty() && !text.ends_with('/') && !is_root {
            text.push('/');
        }
        text.push_str(if is_root { "/" } else { &part });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_go_there_and_back() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("plans/2026")).unwrap();
        fs::create_dir_all(root.join("plans/data 北")).unwrap();
        let plan = root.join("plans/2026/plan.geojson");
        for (file, expected) in [
            ("plans/2026/roads.geojson", "roads.geojson"),
            ("plans/data 北/roads.geojson", "../data 北/roads.geojson"),
            ("other.geojson", "../../other.geojson"),
        ] {
            let path = root.join(file);
            fs::write(&path, "{}").unwrap();
            let written = relative_community_path(&plan, &path);
            assert_eq!(written, expected);
            let found = resolve_community_path(&plan, &written);
            assert_eq!(fs::canonicalize(found).unwrap(), fs::canonicalize(path).unwrap());
        }
    }

    #[test]
    fn missing_files_are_named_with_the_place_that_was_tried() {
        let folder = tempfile::tempdir().unwrap();
        let plan = folder.path().join("plan.geojson");
        fs::write(folder.path().join("here.geojson"), "{}").unwrap();
        let files: Vec<CommunityFile> = ["here.geojson", "sub/gone.geojson"]
            .map(|path| CommunityFile { path: path.to_owned(), sha256: String::new() })
            .into();
        let missing = missing_community_files(&plan, &files);
        let expected = MissingCommunityFile {
            written: "sub/gone.geojson".to_owned(),
            tried: folder.path().join("sub").join("gone.geojson"),
        };
        assert_eq!(missing, [expected]);
    }
}
