//! Everything that can be pressed can be reached by the keyboard alone, in everything the window can show, and stands
//! where it can be seen while it has the keyboard.

#![expect(clippy::expect_used, reason = "a test: what is missing fails it")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use egui::accesskit::{Action, NodeId, Role};
use egui::{Key, Modifiers, Rect};
use egui_kittest::Node;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use muster::ui::Language;

use crate::scenes::tour;
use crate::support::Driver;

/// Tab is pressed at most so often in one scene.
const MOST_TABS: usize = 900;

/// What can be pressed: its id, and what it is called.
type Controls = BTreeMap<NodeId, String>;

fn id(node: &Node<'_>) -> NodeId {
    node.accesskit_node().locate().0
}

/// The outermost part of the tree a node belongs to: the window itself, a question, a menu.
fn outermost(node: &Node<'_>) -> NodeId {
    let mut node = node.accesskit_node();
    while let Some(parent) = node.parent().filter(|parent| parent.parent().is_some()) {
        node = parent;
    }
    node.locate().0
}

/// The question on top, found by the keyboard: it keeps it, and nothing beside it is meant.
fn question(driver: &mut Driver) -> Option<NodeId> {
    driver.app().session().dialog.as_ref()?;
    for _ in 0..4 {
        let focused = driver.harness.ctx.memory(egui::Memory::focused).map(|focused| focused.accesskit_id());
        let found = driver.harness.root().children_recursive().find(|node| Some(id(node)) == focused);
        if let Some(node) = found {
            return Some(outermost(&node));
        }
        driver.tap(Modifiers::NONE, Key::Tab);
    }
    panic!("a question without the keyboard");
}

/// Everything that can be pressed within an area of the screen.
fn controls(driver: &Driver, within: Rect, question: Option<NodeId>) -> Controls {
    let root = driver.harness.root();
    root.children_recursive()
        .filter(|node| {
            let node = node.accesskit_node();
            let data = node.data();
            data.supports_action(Action::Click) && !data.is_disabled() && !node.is_hidden()
        })
        .filter(|node| within.contains(node.rect().center()))
        .filter(|node| question.is_none_or(|question| outermost(node) == question))
        .filter(|node| !is_excepted(node))
        .map(|node| (id(&node), format!("{:?} {:?}", node.accesskit_node().role(), node.accesskit_node().label())))
        .collect()
}

/// What Tab does not go to, and why that is well.
fn is_excepted(node: &Node<'_>) -> bool {
    matches!(
        node.accesskit_node().role(),
        // The whole of a table is one stop: arrow keys go from cell to cell, Enter opens one (see the tables' journeys).
        Role::GridCell
            // Whatever takes the keyboard is scrolled to.
            | Role::ScrollBar
            // Nothing needs another width of a panel or column to be read or done.
            | Role::Splitter
            // The dimmed rest of the window below a question, and the bodies of panels: not for pressing.
            | Role::GenericContainer
            | Role::Unknown
            | Role::Window
            | Role::Pane
    )
}

/// Where to look, and where the keyboard starts, by the kind of scene.
fn part(driver: &Driver, scene: &str) -> (Rect, Option<NodeId>) {
    let window = driver.harness.ctx.content_rect();
    if driver.app().session().dialog.is_some() {
        return (Rect::EVERYTHING, None);
    }
    let map = driver.harness.query_by_role(Role::Canvas).map_or(Rect::NOTHING, |node| node.rect());
    let stop = |key: &str| {
        let name = driver.app().texts().get(key);
        driver.harness.query_by_role_and_label(Role::Region, &name).map(|node| id(&node))
    };
    let right = Rect::from_min_max(map.right_top(), window.right_bottom());
    let left = Rect::from_min_max(egui::pos2(0.0, map.top()), egui::pos2(map.left(), map.bottom()));
    // Below and above what is scrolled out of view as well.
    let tall = |rect: Rect| Rect::from_min_max(rect.min - egui::vec2(0.0, 2e4), rect.max + egui::vec2(0.0, 2e4));
    if scene.starts_with("inspector") || scene.starts_with("explanation") {
        (tall(right), stop("region-inspector"))
    } else if scene.starts_with("step-") && !scene.starts_with("step-review") || scene.starts_with("tool") {
        (tall(left), stop("region-left"))
    } else if scene.starts_with("a message") {
        (map, stop("region-left"))
    } else if scene.starts_with("table") {
        (Rect::from_min_max(map.left_bottom(), window.right_bottom()), None)
    } else {
        (Rect::EVERYTHING, None)
    }
}

/// Presses Tab until everything had the keyboard; what never had it, and what had it out of sight.
fn walk(driver: &mut Driver, scene: &str) -> Vec<String> {
    let (within, start) = part(driver, scene);
    let question = question(driver);
    let mut missing = controls(driver, within, question);
    assert!(question.is_none() || !missing.is_empty(), "{scene}: a question without answers");
    // The rows of a long list are alike: a dozen stand for all.
    let rows: Vec<NodeId> =
        missing.iter().filter(|(_, name)| name.starts_with("ListBoxOption")).map(|(id, _)| *id).skip(12).collect();
    missing.retain(|id, _| !rows.contains(id));
    let all = missing.clone();
    if let Some(start) = start {
        let node = driver.harness.query_all(egui_kittest::kittest::By::new()).find(|node| id(node) == start);
        node.expect("the stop is there").focus();
        driver.harness.step();
    }
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    let mut n_again = 0;
    for _ in 0..MOST_TABS {
        if missing.is_empty() || n_again > 4 {
            break;
        }
        driver.tap(Modifiers::NONE, Key::Tab);
        let Some(focused) = driver.harness.ctx.memory(egui::Memory::focused) else { continue };
        let now = focused.accesskit_id();
        n_again = if seen.insert(now) { 0 } else { n_again + 1 };
        if let Some(name) = all.get(&now)
            && missing.remove(&now).is_some()
            && !is_seen(driver, focused)
        {
            faults.push(format!("out of sight while it has the keyboard: {name}"));
        }
    }
    faults.extend(missing.into_values().map(|name| format!("never has the keyboard: {name}")));
    faults
}

/// Is at least the middle of it in view, at once or after the panel was scrolled?
fn is_seen(driver: &mut Driver, focused: egui::Id) -> bool {
    for _ in 0..8 {
        let response = driver.harness.ctx.read_response(focused).expect("it is there");
        if response.interact_rect.expand(1.0).contains(response.rect.center()) {
            return true;
        }
        driver.harness.step();
    }
    false
}

/// Scenes that show nothing to press that another scene does not show: one of a kind is walked through.
fn is_walked_elsewhere(scene: &str) -> bool {
    let is_more = scene.ends_with(" begun") || scene.starts_with("table ") && !scene.contains("SafeHarbor");
    // A step as it opens is part of the same step unfolded; what lies behind a menu is looked at without it.
    let is_less = scene.starts_with("step-") && !scene.ends_with("unfolded") || scene.contains(": menu-");
    // The tools stand in the same list, whichever is in hand.
    let is_same_list = scene == "measuring" || scene.starts_with("tool") && scene != "tool-draw-hazard-area";
    // Menus at the pointer hold what the menu bar and the inspector hold; service areas are only looked at.
    let is_of_pointer = scene.starts_with("menu of") || scene == "service areas";
    is_more || is_less || is_same_list || is_of_pointer
}

fn check(language: Language) {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut n_controls = BTreeSet::new();
    tour(language, [1280.0, 720.0], &mut |driver, scene| {
        if is_walked_elsewhere(scene) {
            return;
        }
        n_controls.extend(controls(driver, Rect::EVERYTHING, None).into_keys());
        for fault in walk(driver, scene) {
            all.entry(fault).or_default().insert(scene.to_owned());
        }
    });
    assert!(n_controls.len() > 400, "only {} controls", n_controls.len());
    let mut report = String::new();
    for (fault, scenes) in &all {
        writeln!(report, "{fault}  {scenes:?}").expect("text");
    }
    assert!(all.is_empty(), "{} faults:\n{report}", all.len());
}

#[test]
fn everything_that_can_be_pressed_has_the_keyboard_in_english() {
    check(Language::English);
}

#[test]
fn everything_that_can_be_pressed_has_the_keyboard_in_chinese() {
    check(Language::Chinese);
}
