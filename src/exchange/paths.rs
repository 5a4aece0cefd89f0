//! Community files as the plan names them: by a path relative to the plan's folder, with forward slashes.
//!
//! A plan and its community can then be moved or sent together, between systems too.

use std::fs;
use std::path::{Component, Path, PathBuf};

/// The path of a community file as a plan at `plan_path` names it.
///
/// Links stay as the planner chose them: `data/roads.geojson` is named so, wherever `data` leads. Only where the folder
/// of the plan itself is reached through a link, and the way around it is shorter, links are resolved. On another drive
/// the path stays absolute. Characters that are no Unicode are replaced: such a file is found again only by opening it by hand.
#[must_use]
pub fn relative_community_path(plan_path: &Path, community_path: &Path) -> String {
    let chosen = relative(&without_parents(&folder_of(plan_path)), &without_parents(community_path));
    let resolved = relative(&resolved(&folder_of(plan_path)), &resolved(community_path));
    let leads_there = || {
        let found = fs::canonicalize(resolve_community_path(plan_path, &resolved.text)).ok();
        found.is_some() && found == fs::canonicalize(community_path).ok()
    };
    if resolved.n_up < chosen.n_up && leads_there() { resolved.text } else { chosen.text }
}

/// A way from a folder to a file, and how many folders it goes up.
struct Way {
    text: String,
    n_up: usize,
}

/// The way from a folder to a file, both from the root.
fn relative(folder: &Path, file: &Path) -> Way {
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (folder.components().collect(), file.components().collect());
    let n_shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    if n_shared == 0 {
        return Way { text: written(file.components()), n_up: usize::MAX };
    }
    let n_up = from.len() - n_shared;
    let up = std::iter::repeat_n(Component::ParentDir, n_up);
    Way { text: written(up.chain(to.iter().skip(n_shared).copied())), n_up }
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

fn folder_of(plan_path: &Path) -> PathBuf {
    plan_path.parent().map_or_else(PathBuf::new, Path::to_owned)
}

/// The path from the root, as it was named.
fn from_root(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// The path from the root without `..`. Links stay, but for those that stand before a `..`: where that leads, only
/// the system knows.
fn without_parents(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for component in from_root(path).components() {
        if matches!(component, Component::ParentDir) {
            clean = fs::canonicalize(&clean).unwrap_or(clean);
            clean.pop();
        } else {
            clean.push(component);
        }
    }
    clean
}

/// The path from the root. Links are resolved for the part that exists, `..` for the rest.
fn resolved(path: &Path) -> PathBuf {
    let path = from_root(path);
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

    #[cfg(unix)]
    #[test]
    fn links_stay_as_the_planner_chose_them() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(folder.path()).unwrap();
        for made in ["plans/2026", "store/deep/layers"] {
            fs::create_dir_all(root.join(made)).unwrap();
        }
        fs::write(root.join("store/deep/layers/roads.geojson"), "{}").unwrap();
        fs::write(root.join("store/plan.geojson"), "{}").unwrap();
        fs::write(root.join("plans/2026/beside.geojson"), "{}").unwrap();
        symlink(root.join("store/deep/layers"), root.join("plans/2026/data")).unwrap();
        symlink(root.join("store/deep/layers/roads.geojson"), root.join("plans/2026/roads.geojson")).unwrap();
        symlink(root.join("store/plan.geojson"), root.join("plans/2026/plan.geojson")).unwrap();
        symlink(root.join("plans/2026"), root.join("now")).unwrap();
        for (plan, file, expected) in [
            ("plans/2026/plan.geojson", "plans/2026/roads.geojson", "roads.geojson"),
            ("plans/2026/plan.geojson", "plans/2026/data/roads.geojson", "data/roads.geojson"),
            (
                "plans/2026/plan.geojson",
                "plans/2026/data/../layers/roads.geojson",
                "../../store/deep/layers/roads.geojson",
            ),
            ("plans/2026/new.geojson", "store/deep/layers/roads.geojson", "../../store/deep/layers/roads.geojson"),
            ("now/plan.geojson", "plans/2026/beside.geojson", "beside.geojson"),
            ("now/plan.geojson", "now/data/roads.geojson", "data/roads.geojson"),
        ] {
            let (plan, file) = (root.join(plan), root.join(file));
            let written = relative_community_path(&plan, &file);
            assert_eq!(written, expected);
            let found = resolve_community_path(&plan, &written);
            assert_eq!(fs::canonicalize(found).unwrap(), fs::canonicalize(file).unwrap());
        }
    }
}
