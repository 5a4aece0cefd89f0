//! Find: objects of the plan by name, number or code; features of the community by name, address or id.

use std::sync::Arc;

use egui::Ui;

use super::command::AppCommand;
use super::finding::{FindingCommand, FoundCache, FoundKey, Search};
use super::format;
use super::names;
use super::search_list::{Row, field_ui, rows_ui};
use super::text::{Texts, Value};
use super::view::View;
use super::widgets::faint_ui;
use crate::map::{FoundFeature, FoundKind, folded};
use crate::plan::PlanObject;

/// So many of each kind are listed; more letters narrow the rest.
const PER_KIND: usize = 8;

/// A row of the list and what it leads to.
#[derive(Clone, Debug)]
pub(super) struct FoundRow {
    row: Row,
    command: FindingCommand,
}

/// The panel; `out` collects what was asked for.
pub(super) fn find_ui(
    ui: &mut Ui,
    view: &View<'_>,
    search: &mut Search,
    cache: &mut FoundCache,
    out: &mut Vec<AppCommand>,
) {
    let texts = view.texts;
    let pressed = field_ui(ui, &texts.get("find-field"), &texts.get("find-hint"), search);
    ui.add_space(4.0);
    if view.community.is_some() && view.names.is_none() {
        faint_ui(ui, texts.get("find-gathering"));
    }
    let found = found(view, &search.typed, cache);
    if search.typed.trim().is_empty() {
        faint_ui(ui, texts.get("find-start"));
    } else if found.is_empty() {
        faint_ui(ui, texts.get("find-none"));
    }
    let rows: Vec<Row> = found.iter().map(|found| found.row.clone()).collect();
    let chosen = rows_ui(ui, search, pressed, &rows);
    if let Some(found) = chosen.and_then(|place| found.get(place)) {
        out.push(AppCommand::SetDialog(None));
        out.push(AppCommand::Finding(found.command.clone()));
    }
}

/// What is found now; searched again only when something has changed.
fn found(view: &View<'_>, typed: &str, cache: &mut FoundCache) -> Arc<Vec<FoundRow>> {
    let key = FoundKey {
        typed: typed.to_owned(),
        revision: view.document.revision(),
        language: view.texts.language(),
        has_names: view.names.is_some(),
    };
    if let Some((made_for, rows)) = &cache.made
        && *made_for == key
    {
        return Arc::clone(rows);
    }
    let mut rows = plan_rows(view, typed);
    let kinds = view.names.map(|names| names.search(typed, PER_KIND)).unwrap_or_default();
    rows.extend(kinds.into_iter().flat_map(|kind| community_rows(view.texts, kind)));
    let rows = Arc::new(rows);
    cache.made = Some((key, Arc::clone(&rows)));
    rows
}

/// Objects of the plan that have every typed word in their name, kind, number or code.
fn plan_rows(view: &View<'_>, typed: &str) -> Vec<FoundRow> {
    let typed = folded(typed);
    let words: Vec<&str> = typed.split_whitespace().collect();
    if words.is_empty() {
        return Vec::new();
    }
    let mut objects: Vec<(u8, PlanObject)> = Vec::new();
    for object in view.document.plan().objects() {
        let (name, code) = (folded(object.name()), folded(code(&object)));
        let number = object.id().number().to_string();
        let kind = folded(&names::object_kind(view.texts, &object));
        let has = |word: &&str| name.contains(word) || code.contains(word) || number == *word || kind.contains(word);
        if words.iter().all(has) {
            let is_exact = [&name, &code, &number].into_iter().any(|text| *text == typed.trim());
            let rank = if is_exact { 0 } else { 1 + u8::from(!name.starts_with(typed.trim())) };
            objects.push((rank, object));
        }
    }
    objects.sort_by_key(|(rank, object)| (*rank, names::list_rank(object), object.id()));
    let n = objects.len();
    let shown = objects.into_iter().take(2 * PER_KIND).enumerate();
    let of_object = |(place, (_, object)): (usize, (u8, PlanObject))| {
        let heading = (place == 0).then(|| heading(view.texts, &view.texts.get("find-plan"), n, 2 * PER_KIND));
        let id = object.id();
        let row = Row {
            heading,
            label: names::in_group(view.texts, &object),
            detail: detail(view.texts, &object),
            is_enabled: object.place().is_some(),
            ..Row::default()
        };
        FoundRow { row, command: FindingCommand::ShowObject(id) }
    };
    shown.map(of_object).collect()
}

fn code(object: &PlanObject) -> &str {
    match object {
        PlanObject::EvacuationArea(area) => &area.code,
        PlanObject::HazardArea(_)
        | PlanObject::Site(_)
        | PlanObject::Closure(_)
        | PlanObject::RoadChange(_)
        | PlanObject::Route(_)
        | PlanObject::Note(_) => "",
    }
}

/// Kind and number, and the code where there is one.
fn detail(texts: Texts, object: &PlanObject) -> String {
    let (kind, number) = (names::object_kind(texts, object), object.id().number().to_string());
    let kind = texts.with("object-unnamed", &[("kind", Value::Text(&kind)), ("n", Value::Text(&number))]);
    if code(object).is_empty() { kind } else { format!("{kind} · {}", code(object)) }
}

/// *Roads (8 of 23)*: how many there are where not all are listed.
fn heading(texts: Texts, name: &str, n: usize, listed: usize) -> String {
    let (shown, all) = (format::count(listed.min(n) as u64), format::count(n as u64));
    if n <= listed {
        return texts.with("find-heading", &[("name", Value::Text(name)), ("n", Value::Text(&all))]);
    }
    texts.with(
        "find-heading-more",
        &[("name", Value::Text(name)), ("shown", Value::Text(&shown)), ("n", Value::Text(&all))],
    )
}

fn community_rows(texts: Texts, kind: FoundKind) -> Vec<FoundRow> {
    let name = texts.get(&format!("layer-{}", kind.kind.name()));
    let n = kind.n_found;
    let of_feature = |(place, feature): (usize, FoundFeature)| {
        let row = Row {
            heading: (place == 0).then(|| heading(texts, &name, n, PER_KIND)),
            label: feature.text.to_string(),
            detail: pieces(texts, &feature),
            is_enabled: true,
            ..Row::default()
        };
        FoundRow { row, command: FindingCommand::ShowFeature(feature) }
    };
    kind.best.into_iter().enumerate().map(of_feature).collect()
}

fn pieces(texts: Texts, feature: &FoundFeature) -> String {
    if feature.n_pieces < 2 {
        return String::new();
    }
    texts.with("find-pieces", &[("n", Value::Text(&format::count(u64::from(feature.n_pieces))))])
}
