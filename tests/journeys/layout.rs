//! Nothing is cut off, nothing lies over anything else, and every control has a name of its own: in both languages,
//! over everything the window can show.

#![expect(clippy::expect_used, reason = "a test: what is missing fails it")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use egui::accesskit::{Action, Role};
use egui::epaint::{ClippedShape, Shape};
use egui::{Color32, Rect};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use muster::ui::Language;

use crate::scenes::tour;
use crate::support::Driver;

/// A line of text as it is painted.
#[derive(Clone, Debug)]
struct Painted {
    text: String,
    rect: Rect,
    clip: Rect,
    is_elided: bool,
}

/// The texts in view, those below something opaque left out.
fn painted(driver: &Driver) -> Vec<Painted> {
    let window = driver.harness.ctx.content_rect();
    let mut found = Vec::new();
    for ClippedShape { clip_rect, shape, .. } in &driver.harness.output().shapes {
        collect(shape, *clip_rect, window, &mut found);
    }
    found
}

fn collect(shape: &Shape, clip: Rect, window: Rect, found: &mut Vec<Painted>) {
    match shape {
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| collect(shape, clip, window, found)),
        Shape::Text(text) if !text.galley.text().trim().is_empty() => {
            let n = text.galley.rows.len();
            for (line, row) in text.galley.rows.iter().enumerate() {
                let rect = row.rect_without_leading_space().translate(text.pos.to_vec2());
                let is_elided = text.galley.elided && line + 1 == n;
                if rect.intersect(clip).is_positive() || !window.intersects(rect) {
                    found.push(Painted { text: text.galley.text().to_owned(), rect, clip, is_elided });
                }
            }
        }
        Shape::Rect(rect) => {
            let area = rect.rect.intersect(clip);
            // A question dims what lies below it; a card or a menu hides it.
            let dims_all = area.contains_rect(window.shrink(1.0)) && rect.fill.a() > 0;
            if dims_all {
                found.clear();
            } else if rect.fill.a() > 200 && rect.fill != Color32::TRANSPARENT {
                found.retain(|text| !area.expand(1.0).contains_rect(text.rect.intersect(text.clip)));
            }
        }
        _ => {}
    }
}

/// Names the planner gave, and paths of files: these may be longer than any window, and say themselves in a tooltip.
fn given_names(driver: &Driver) -> BTreeSet<String> {
    let plan = driver.app().plan();
    let mut names: BTreeSet<String> = plan.objects().map(|object| object.name().to_owned()).collect();
    names.insert(plan.header().name.clone());
    names.extend(plan.scenarios().values().map(|scenario| scenario.name.clone()));
    if let Some(community) = driver.app().community() {
        for layer in community.layers() {
            names.insert(layer.name.clone());
            names.insert(layer.path.clone());
            names.extend(layer.columns.iter().map(|column| column.name.to_string()));
            names.extend(layer.columns.iter().flat_map(|column| column.samples.iter().map(ToString::to_string)));
        }
    }
    names.extend(driver.app().document().plan().objects().filter_map(|object| match object {
        muster::plan::PlanObject::Site(site) => Some(site.manager.clone()),
        muster::plan::PlanObject::Note(note) => Some(note.text.clone()),
        muster::plan::PlanObject::Closure(closure) => Some(closure.reason.clone()),
        _ => None,
    }));
    names.into_iter().filter(|name| name.chars().count() > 2).collect()
}

/// Where text lies that can be scrolled sideways: the table.
fn table(driver: &Driver) -> Rect {
    driver.harness.query_by_role(Role::Grid).map_or(Rect::NOTHING, |node| node.rect())
}

fn map(driver: &Driver) -> Rect {
    driver.harness.query_by_role(Role::Canvas).map_or(Rect::NOTHING, |node| node.rect())
}

/// Menus, lists and cards above the panels.
fn covers(driver: &Driver) -> Vec<Rect> {
    driver.harness.ctx.memory(|memory| {
        let layers = memory.areas().visible_layer_ids();
        let above = layers.into_iter().filter(|layer| layer.order != egui::Order::Background);
        above.filter_map(|layer| memory.area_rect(layer.id)).collect()
    })
}

/// Fields that text is typed into: it moves along under the cursor, however long it is.
fn fields(driver: &Driver) -> Vec<Rect> {
    let is_field = |role| matches!(role, Role::TextInput | Role::SearchInput | Role::MultilineTextInput);
    let nodes = driver.harness.root().children_recursive();
    nodes.filter(|node| is_field(node.accesskit_node().role())).map(|node| node.rect()).collect()
}

/// What is wrong with the texts in view.
fn faults(driver: &Driver) -> Vec<String> {
    let window = driver.harness.ctx.content_rect();
    let (map, table, names) = (map(driver), table(driver), given_names(driver));
    let (covers, fields) = (covers(driver), fields(driver));
    let texts = painted(driver);
    let is_given = |text: &str| names.iter().any(|name| text.contains(name.as_str()) || name.contains(text));
    let mut faults = Vec::new();
    let on_screen: Vec<&Painted> = texts.iter().filter(|text| text.clip != map && !text.clip.is_negative()).collect();
    for text in &on_screen {
        let is_in_table = table.contains(text.clip.center());
        let Painted { text: words, rect, clip, is_elided } = text;
        if *is_elided && !is_given(words) && !is_in_table {
            faults.push(format!("shortened: {words:?} at {rect}"));
        }
        let is_typed = fields.iter().any(|field| field.expand(1.0).contains_rect(*clip));
        if !is_in_table && !is_typed && (rect.left() < clip.left() - 1.0 || rect.right() > clip.right() + 1.0) {
            faults.push(format!("cut off sideways: {words:?} {rect} in {clip}"));
        }
        let seen = rect.intersect(*clip);
        if seen.left() < window.left() - 1.0 || seen.right() > window.right() + 1.0 {
            faults.push(format!("beside the window: {words:?} {rect}"));
        }
    }
    for (place, one) in on_screen.iter().enumerate() {
        for other in &on_screen[place + 1..] {
            // What a menu covers in part is below it, not beside it.
            let is_above = |area: &&Rect| area.contains_rect(other.rect) && !area.contains_rect(one.rect);
            if covers.iter().any(|area| is_above(&area)) {
                continue;
            }
            let both = one.rect.intersect(one.clip).intersect(other.rect.intersect(other.clip));
            if both.is_positive() && both.width() > 2.0 && both.height() > 4.0 {
                faults.push(format!("{:?} {} lies over {:?} {}", other.text, other.rect, one.text, one.rect));
            }
        }
    }
    faults
}

/// Controls without a name, or with the name of a neighbor.
fn nameless(driver: &Driver) -> Vec<String> {
    let mut seen: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut faults = Vec::new();
    for node in driver.harness.root().children_recursive() {
        let node = node.accesskit_node();
        let data = node.data();
        let acts = data.supports_action(Action::Click) || data.supports_action(Action::Focus);
        // Bars for scrolling and borders between panels belong to the toolkit: whatever is focused is scrolled to,
        // and no panel needs another width to show what it has.
        let is_of_toolkit = matches!(node.role(), Role::ScrollBar | Role::Splitter);
        let is_control = !matches!(node.role(), Role::GenericContainer | Role::Unknown | Role::Region);
        if !acts || node.is_hidden() || !is_control || is_of_toolkit {
            continue;
        }
        let name = node.label().unwrap_or_default();
        if name.trim().is_empty() {
            faults.push(format!("a {:?} without a name at {:?}", node.role(), node.bounding_box()));
            continue;
        }
        let parent = node.parent().map(|parent| format!("{:?}", parent.id())).unwrap_or_default();
        *seen.entry((parent, format!("{:?} {name}", node.role()))).or_default() += 1;
    }
    faults.extend(seen.into_iter().filter(|(_, n)| *n > 1).map(|((_, name), n)| format!("{n} times {name}")));
    faults
}

/// Looks at every scene; all faults at the end, each with the scenes it was seen in.
fn check(language: Language, size: [f32; 2]) {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut n_scenes = 0;
    tour(language, size, &mut |driver, scene| {
        n_scenes += 1;
        for fault in faults(driver).into_iter().chain(nameless(driver)) {
            all.entry(fault).or_default().insert(scene.to_owned());
        }
    });
    assert!(n_scenes > 80, "only {n_scenes} scenes");
    let mut report = String::new();
    for (fault, scenes) in &all {
        let first = scenes.iter().next().expect("a scene");
        writeln!(report, "{fault}  [{first}, {} scenes]", scenes.len()).expect("text");
    }
    assert!(all.is_empty(), "{} faults in {n_scenes} scenes at {size:?}:\n{report}", all.len());
}

#[test]
fn nothing_is_cut_off_and_every_control_has_a_name_in_english() {
    check(Language::English, [1280.0, 720.0]);
}

#[test]
fn nothing_is_cut_off_and_every_control_has_a_name_in_chinese() {
    check(Language::Chinese, [1280.0, 720.0]);
}
