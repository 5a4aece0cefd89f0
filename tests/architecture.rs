//! The rules every source file keeps: which part may name which, where files, threads and state may be, how files begin.

#![expect(clippy::expect_used, reason = "a test that cannot read the checkout must stop")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use source_text::{Named, from_root, item_end, mark_tests, part_of, paths_in, reads, tokens_of};

#[path = "architecture/source_text.rs"]
mod source_text;

/// What one part of the program may name: parts of ours, packages of others.
struct Layer {
    name: &'static str,
    ours: &'static str,
    outside: &'static str,
}

const fn layer(name: &'static str, ours: &'static str, outside: &'static str) -> Layer {
    Layer { name, ours, outside }
}

/// The parts in reading order. Each may name only parts above it, and of those only the listed ones.
/// Nothing lists `app`: only `main.rs` names it.
const LAYERS: [Layer; 16] = [
    layer("units", "", "thiserror"),
    layer("ids", "", "thiserror"),
    layer("geometry", "units", "coordtransform crs_definitions geo proj4rs thiserror"),
    layer("community", "units ids geometry", "geo rstar thiserror"),
    layer("standards", "units", "serde toml thiserror"),
    layer("plan", "units ids geometry community standards", "geo thiserror"),
    layer("document", "units ids geometry plan", "thiserror"),
    layer("jobs", "ids", "log thiserror"),
    layer("network", "units ids geometry community jobs", "geo log petgraph rstar thiserror"),
    layer(
        "analysis",
        "units ids geometry community standards plan document::PlanSnapshot jobs network",
        "geo log petgraph rstar thiserror",
    ),
    layer(
        "evacuation",
        "units ids geometry community standards plan document::PlanSnapshot jobs network analysis",
        "geo log petgraph thiserror",
    ),
    layer(
        "exchange",
        "units ids geometry community standards plan jobs network analysis evacuation",
        "csv directories encoding_rs flate2 flatgeobuf geo geojson geozero image log osmpbf rusqlite serde serde_json sha2 \
         shapefile tempfile thiserror toml",
    ),
    layer(
        "headless",
        "units ids geometry community standards plan document jobs network analysis evacuation exchange",
        "clap indicatif log serde_json thiserror",
    ),
    layer(
        "map",
        "units ids geometry community standards plan document jobs network analysis evacuation",
        "egui geo log nucleo_matcher rstar thiserror tiny_skia",
    ),
    layer(
        "ui",
        "units ids geometry community standards plan document jobs network analysis evacuation exchange::tables map",
        "egui egui_extras fluent_templates log nucleo_matcher thiserror unic_langid",
    ),
    layer(
        "app",
        "units ids geometry community standards plan document jobs network analysis evacuation exchange headless map ui",
        "directories eframe egui geo log rfd serde serde_json sys_locale thiserror wgpu",
    ),
];

/// Longest file, in lines.
const MAX_LINES: usize = 800;

/// What breaks a rule: line and the rule in words.
type Broken = (usize, String);

/// What a path breaks: the layers, files outside `exchange`, threads outside `jobs`. A pause is not a thread.
fn broken_by_path(path: &Named, part: &str, depth: usize, packages: &BTreeSet<String>) -> Option<String> {
    let at = |place: usize| path.segments.get(place).map_or("", String::as_str);
    match (at(0), at(1), at(2)) {
        ("std", "fs", _) if part != "exchange" => return Some("only `exchange` reads and writes files".to_owned()),
        ("std", "thread", what) if part != "jobs" && (part, what) != ("exchange", "sleep") => {
            return Some("only `jobs` knows threads".to_owned());
        }
        _ if matches!(part, "main" | "lib") => return None,
        _ => {}
    }
    let Some(layer) = LAYERS.iter().find(|layer| layer.name == part) else {
        return Some(format!("`{part}` has no row in the table of layers: add one in tests/architecture.rs"));
    };
    let may = |list: &str, name: &str| list.split_whitespace().any(|listed| listed == name);
    match from_root(path, depth) {
        Some(("app", _)) if part != "app" => Some("only `main.rs` names `app`".to_owned()),
        Some((ours, what))
            if ours != part
                && LAYERS.iter().any(|layer| layer.name == ours)
                && !may(layer.ours, ours)
                && !may(layer.ours, &format!("{ours}::{what}")) =>
        {
            Some(format!("`{part}` may not name `{ours}`; it may name: {}", layer.ours))
        }
        None if packages.contains(at(0)) && !may(layer.outside, at(0)) => {
            Some(format!("`{part}` may not use the package `{}`; it may use: {}", at(0), layer.outside))
        }
        _ => None,
    }
}

/// Everything one file breaks.
fn check(
    path: &Path,
    text: &str,
    is_test_file: bool,
    packages: &BTreeSet<String>,
    mutators: &BTreeSet<String>,
) -> Vec<Broken> {
    let (part, depth) = part_of(path);
    let mut tokens = tokens_of(text);
    mark_tests(&mut tokens);
    let mut broken = Vec::new();
    if !text.starts_with("//!") {
        broken.push((1, "a file starts with `//!` and what it is for".to_owned()));
    }
    if text.lines().count() > MAX_LINES {
        broken.push((MAX_LINES, format!("a file has at most {MAX_LINES} lines: split it")));
    }
    let language_table = if path == Path::new("ui/text.rs") {
        (0..tokens.len())
            .find(|place| reads(&tokens, *place, &["static_loader", "!"]))
            .map(|start| start..item_end(&tokens, start))
    } else {
        None
    };
    for (place, token) in tokens.iter().enumerate() {
        let is_macro = reads(&tokens, place + 1, &["!"]);
        let rule = match token.text.as_str() {
            "todo" | "unimplemented" | "dbg" if is_macro => "no unfinished work: `todo!`, `unimplemented!`, `dbg!`",
            "ignore" if place > 1 && reads(&tokens, place - 2, &["#", "["]) => "no test is left out: `#[ignore]`",
            "static" if !language_table.as_ref().is_some_and(|range| range.contains(&place)) => {
                "no state outside `app`: `static`"
            }
            "thread_local" => "no state outside `app`: `thread_local`",
            name if mutators.contains(name) && !matches!(part.as_str(), "plan" | "document") => {
                "a plan changes only through `document`: `Plan::apply_…`"
            }
            _ => continue,
        };
        broken.push((token.line, rule.to_owned()));
    }
    if !is_test_file {
        let by_path = paths_in(&tokens);
        broken
            .extend(by_path.iter().filter_map(|path| Some((path.line, broken_by_path(path, &part, depth, packages)?))));
    }
    broken
}

/// The Rust files below a folder, as paths from there, sorted.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_path_buf()]);
    while let Some(open) = folders.pop() {
        for entry in fs::read_dir(&open).expect("a folder of the checkout") {
            let path = entry.expect("an entry of the checkout").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path.strip_prefix(folder).expect("below the folder").to_path_buf());
            }
        }
    }
    found.sort();
    found
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The packages the manifest lists for the program, as code writes them.
fn packages() -> BTreeSet<String> {
    let manifest = read(&root().join("Cargo.toml"));
    let list =
        manifest.split("\n[dependencies]\n").nth(1).and_then(|rest| rest.split("\n[").next()).unwrap_or_default();
    let names =
        list.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split([' ', '.', '=']).next());
    names.filter(|name| !name.is_empty()).map(|name| name.replace('-', "_")).collect()
}

/// The functions that change a plan in place.
fn mutators() -> BTreeSet<String> {
    let plan = read(&root().join("src/plan/plan.rs"));
    tokens_of(&plan).into_iter().map(|token| token.text).filter(|text| text.starts_with("apply_")).collect()
}

/// Files that only tests compile: behind `#[cfg(test)] mod name;`.
fn test_files(folder: &Path, files: &[PathBuf]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for file in files {
        let is_root = file.file_name().is_some_and(|name| name == "mod.rs" || name == "lib.rs" || name == "main.rs");
        let home = if is_root { file.with_file_name("") } else { file.with_extension("") };
        let names = mark_tests(&mut tokens_of(&read(&folder.join(file))));
        found.extend(names.into_iter().flat_map(|name| [home.join(format!("{name}.rs")), home.join(name)]));
    }
    found
}

fn broken_in(path: &str, text: &str) -> Vec<String> {
    let broken = check(Path::new(path), text, false, &packages(), &mutators());
    broken.into_iter().map(|(line, rule)| format!("src/{path}:{line}: {rule}")).collect()
}

#[test]
fn every_source_file_keeps_the_rules() {
    let folder = root().join("src");
    let files = sources(&folder);
    let tests = test_files(&folder, &files);
    let (packages, mutators) = (packages(), mutators());
    assert!(files.len() > 40 && packages.contains("egui") && mutators.contains("apply_object"), "the checkout is read");
    let mut broken = Vec::new();
    for file in &files {
        let is_test_file = tests.iter().any(|test| file.starts_with(test));
        let found = check(file, &read(&folder.join(file)), is_test_file, &packages, &mutators);
        broken.extend(found.into_iter().map(|(line, rule)| format!("src/{}:{line}: {rule}", file.display())));
    }
    assert!(broken.is_empty(), "{} broken rules:\n{}", broken.len(), broken.join("\n"));
}

#[test]
fn the_table_lists_the_parts_of_the_library_in_order_and_looks_only_upwards() {
    let library = read(&root().join("src/lib.rs"));
    let parts: Vec<&str> =
        library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert_eq!(parts, LAYERS.map(|layer| layer.name), "src/lib.rs and the table of layers");
    for (place, layer) in LAYERS.iter().enumerate() {
        for named in layer.ours.split_whitespace().filter_map(|name| name.split("::").next()) {
            assert!(parts.iter().take(place).any(|part| *part == named), "`{}` names `{named}` below it", layer.name);
        }
    }
}

#[test]
fn each_rule_is_seen_when_it_is_broken() {
    let cases = [
        ("network/a.rs", "use crate::plan::Site;", "`network` may not name `plan`"),
        (
            "plan/a.rs",
            "use crate::{\n    ids::{AreaId, SiteId},\n    network::Road,\n};",
            ":4: `plan` may not name `network`",
        ),
        ("plan/a.rs", "use super::super::network::Road;", "`plan` may not name `network`"),
        ("plan/mod.rs", "use super::network::Road;", "`plan` may not name `network`"),
        ("headless/a.rs", "fn f() { crate::ui::show(); }", "`headless` may not name `ui`"),
        ("ui/a.rs", "use crate::app::App;", "only `main.rs` names `app`"),
        ("analysis/a.rs", "use egui::Pos2;", "package `egui`"),
        ("plan/a.rs", "fn f(graph: &petgraph::Graph<(), ()>) {}", "package `petgraph`"),
        ("stray.rs", "use std::fmt;", "has no row"),
        ("ui/a.rs", "use std::{fmt, fs};", "only `exchange`"),
        ("app/a.rs", "fn f() { std::fs::File::open(name); }", "only `exchange`"),
        ("map/a.rs", "use std::thread;", "only `jobs`"),
        ("exchange/a.rs", "use std::thread;", "only `jobs`"),
        ("analysis/a.rs", "use crate::document::{Document, PlanSnapshot};", "`analysis` may not name `document`"),
        ("map/a.rs", "static mut COUNT: u32 = 0;", "`static`"),
        ("ui/text.rs", "static_loader! { static A = {}; }\nstatic B: u8 = 0;", ":3: no state"),
        ("map/a.rs", "thread_local! {}", "`thread_local`"),
        ("exchange/a.rs", "fn f() { plan.apply_object(id, None); }", "only through `document`"),
        ("map/a.rs", "#[test]\n#[ignore]\nfn f() {}", "`#[ignore]`"),
        ("map/a.rs", "fn f() { todo!() }", "no unfinished work"),
    ];
    for (path, text, rule) in cases {
        let broken = broken_in(path, &format!("//! Words.\n{text}\n"));
        assert!(broken.len() == 1 && broken.iter().all(|line| line.contains(rule)), "{path}: {text}\n{broken:?}");
    }
    assert_eq!(broken_in("plan/a.rs", "// No words.\n").len(), 1, "a file without `//!`");
    assert_eq!(broken_in("plan/a.rs", &"//! Words.\n".repeat(MAX_LINES + 1)).len(), 1, "a long file");
}

#[test]
fn words_in_comments_and_texts_and_what_only_tests_use_break_nothing() {
    let text = r##"//! Words of `crate::app`.
/* todo!() /* */
use super::Plan; // use crate::app::App;
use crate::ids::SiteId;
const QUOTE: (char, char, &str) = ('"', '\'', "static mut \" crate::app");
const RAW: &str = r#"use "egui::Ui"; static"#;
fn name<'a>(text: &'a str) -> &'static str { text }
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests { use crate::exchange::read; fn f() { std::fs::read("a"); } }
"##;
    assert_eq!(broken_in("plan/a.rs", text), Vec::<String>::new());
    assert_eq!(mark_tests(&mut tokens_of("#[cfg(test)]\nmod laws;\nmod plan;")), ["laws"]);
}
