//! What the table remembers between frames: which one is open, how it is sorted and narrowed, what is being typed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::table_words::Labels;
use super::view::View;
use super::wording::Wording;
use crate::analysis::{CoverageReport, PeopleIndex, RoadStudy};
use crate::community::Community;
use crate::exchange::tables::{
    Cell, Column, Derived, Incoming, TableKind, TableTextError, cell, columns, compare_cells,
};
use crate::ids::Revision;
use crate::plan::{ObjectId, Plan, PlanObject, SiteKind, TimeOfDay};

/// Which way a table is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortOrder {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// A cell that is being filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editing {
    /// Whose.
    pub id: ObjectId,
    /// Which fact.
    pub column: Column,
    /// Typed so far; for a list of words the chosen one.
    pub typed: String,
    /// It has just been opened and takes the keyboard.
    pub is_new: bool,
}

/// What is asked about rows on their way into the plan.
#[derive(Clone, Debug, PartialEq)]
pub enum RowsQuestion {
    /// Nothing was pasted yet.
    Waiting,
    /// What was pasted is no table.
    NotUnderstood(TableTextError),
    /// What was understood; to be confirmed.
    Understood(Arc<Incoming>),
}

/// State of the table at the bottom of the window.
#[derive(Clone, Debug)]
pub struct TableState {
    /// Is it shown?
    pub is_open: bool,
    /// Which tab.
    pub kind: TableKind,
    /// Text the rows are narrowed by.
    pub filter: String,
    /// Sorted by which column, which way; by id where by none.
    pub sort: Option<(Column, SortOrder)>,
    /// The cell the keyboard is at.
    pub cursor: Option<(ObjectId, Column)>,
    /// The row a range of rows begins at.
    pub anchor: Option<ObjectId>,
    /// The cell being filled in.
    pub editing: Option<Editing>,
    /// Why the last edit was not taken.
    pub fault: Option<Wording>,
    /// Rows that are asked about.
    pub question: Option<RowsQuestion>,
    /// The rows as last shown.
    pub shown: Option<Arc<ShownRows>>,
    /// The selection the table has seen.
    pub seen: BTreeSet<ObjectId>,
    /// The cursor is to be brought into view.
    pub reveals: bool,
    /// The grid takes the keyboard at the next frame.
    pub takes_focus: bool,
}

impl Default for TableState {
    fn default() -> Self {
        Self {
            is_open: false,
            kind: TableKind::Site(SiteKind::SafeHarbor),
            filter: String::new(),
            sort: None,
            cursor: None,
            anchor: None,
            editing: None,
            fault: None,
            question: None,
            shown: None,
            seen: BTreeSet::new(),
            reveals: false,
            takes_focus: false,
        }
    }
}

impl TableState {
    /// Another tab: what belonged to the rows of the old one is dropped.
    pub(super) fn turn_to(&mut self, kind: TableKind) {
        if self.kind != kind {
            *self = Self { is_open: self.is_open, kind, seen: std::mem::take(&mut self.seen), ..Self::default() };
        }
    }
}

/// What the shown rows were made from.
#[derive(Clone, Debug)]
struct Source {
    revision: Revision,
    kind: TableKind,
    filter: String,
    sort: Option<(Column, SortOrder)>,
    language: &'static str,
    coverage: Option<Arc<CoverageReport>>,
    roads: Option<Arc<RoadStudy>>,
    community: Option<Arc<Community>>,
}

impl Source {
    fn is_same(&self, other: &Self) -> bool {
        self.revision == other.revision
            && self.kind == other.kind
            && self.filter == other.filter
            && self.sort == other.sort
            && self.language == other.language
            && self.has_same_figures(other)
    }

    fn has_same_figures(&self, other: &Self) -> bool {
        let same_coverage = match (&self.coverage, &other.coverage) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (a, b) => a.is_none() && b.is_none(),
        };
        let same_roads = match (&self.roads, &other.roads) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (a, b) => a.is_none() && b.is_none(),
        };
        same_coverage && same_roads && self.has_same_people(other)
    }

    fn has_same_people(&self, other: &Self) -> bool {
        match (&self.community, &other.community) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (a, b) => a.is_none() && b.is_none(),
        }
    }
}

/// The rows of a table: sorted, narrowed, with what is worked out for each.
#[derive(Clone, Debug)]
pub struct ShownRows {
    source: Source,
    /// Objects in the order shown, with what is worked out for them.
    pub rows: Vec<(PlanObject, Derived)>,
    /// How many objects there are without the filter.
    pub n_all: usize,
    known: BTreeMap<ObjectId, (PlanObject, Derived)>,
    places: BTreeMap<ObjectId, usize>,
}

impl ShownRows {
    /// The row of an object.
    #[must_use]
    pub fn place(&self, id: ObjectId) -> Option<usize> {
        self.places.get(&id).copied()
    }

    /// Which table it is.
    #[must_use]
    pub const fn kind(&self) -> TableKind {
        self.source.kind
    }

    /// Does it show the plan as it is now?
    #[must_use]
    pub fn is_of(&self, revision: Revision) -> bool {
        self.source.revision == revision
    }
}

/// The rows to show, made anew where something they rest on has changed.
pub(super) fn shown_rows(view: &View<'_>, state: &mut TableState, people: Option<&PeopleIndex>) -> Arc<ShownRows> {
    let source = Source {
        revision: view.document.revision(),
        kind: state.kind,
        filter: state.filter.clone(),
        sort: state.sort,
        language: view.texts.language().tag(),
        coverage: view.coverage.cloned(),
        roads: view.roads.cloned(),
        community: people.and(view.community).cloned(),
    };
    if let Some(shown) = state.shown.as_ref().filter(|shown| shown.source.is_same(&source)) {
        return Arc::clone(shown);
    }
    let rows = Arc::new(rows_of(view, source, state.shown.as_deref(), people));
    state.shown = Some(Arc::clone(&rows));
    rows
}

fn rows_of(view: &View<'_>, source: Source, old: Option<&ShownRows>, people: Option<&PeopleIndex>) -> ShownRows {
    let plan = view.document.plan();
    let time = plan.scenarios().get(&view.scenario).map_or(TimeOfDay::Night, |scenario| scenario.time_of_day);
    let old = old.filter(|old| old.source.kind == source.kind && old.source.has_same_figures(&source));
    let mut known = BTreeMap::new();
    let mut rows: Vec<(PlanObject, Derived)> = Vec::new();
    for object in objects_of(plan, source.kind) {
        let before = old.and_then(|old| old.known.get(&object.id())).filter(|(before, _)| before.is_same(&object));
        let derived = before.map_or_else(|| derived(view, people, time, &object), |(_, derived)| *derived);
        known.insert(object.id(), (object.clone(), derived));
        rows.push((object, derived));
    }
    let n_all = rows.len();
    let wanted = source.filter.trim().to_lowercase();
    if !wanted.is_empty() {
        let labels = Labels::new(view.texts);
        let list = columns(source.kind);
        rows.retain(|(object, derived)| {
            list.iter().any(|&column| {
                labels.shown(plan, column, &cell(object, column, derived)).to_lowercase().contains(&wanted)
            })
        });
    }
    if let Some((column, order)) = source.sort {
        let mut keyed: Vec<(Cell, (PlanObject, Derived))> =
            rows.into_iter().map(|row| (cell(&row.0, column, &row.1), row)).collect();
        // What is empty stays last, whichever way; equal rows stay in the order of their ids.
        keyed.sort_by(|(a, _), (b, _)| {
            let is_turned = order == SortOrder::Descending && *a != Cell::Empty && *b != Cell::Empty;
            let by_cell = compare_cells(column, a, b);
            if is_turned { by_cell.reverse() } else { by_cell }
        });
        rows = keyed.into_iter().map(|(_, row)| row).collect();
    }
    let places = rows.iter().enumerate().map(|(place, (object, _))| (object.id(), place)).collect();
    ShownRows { source, rows, n_all, known, places }
}

/// The objects of a table by id.
fn objects_of(plan: &Plan, kind: TableKind) -> Vec<PlanObject> {
    plan.objects().filter(|object| TableKind::of(object) == kind).collect()
}

fn derived(view: &View<'_>, people: Option<&PeopleIndex>, time: TimeOfDay, object: &PlanObject) -> Derived {
    let inside = |area| people.map(|people| people.inside(area, time).persons);
    match object {
        PlanObject::EvacuationArea(area) => Derived { people_inside: inside(&area.outline), ..Derived::default() },
        PlanObject::HazardArea(area) => Derived { people_inside: inside(&area.outline), ..Derived::default() },
        PlanObject::Site(site) => {
            let coverage = view.kind_coverage(site.kind).and_then(|kind| kind.site(site.id));
            Derived {
                persons_reached: coverage.map(|coverage| coverage.persons_reached),
                persons_beyond: coverage.map(|coverage| coverage.persons_beyond_limit),
                ..Derived::default()
            }
        }
        PlanObject::Route(route) => {
            let check = view.roads.and_then(|roads| roads.route(route.id));
            Derived {
                walk: check.map(|check| check.walk),
                gaps: check.map(|check| check.n_gaps() as u64),
                faults: check.map(|check| check.n_faults() as u64),
                narrowest: check.and_then(|check| check.narrowest).map(|narrowest| narrowest.width),
                ..Derived::default()
            }
        }
        PlanObject::RoadChange(change) => {
            let ground = view.roads.and_then(|roads| roads.change(change.id));
            let widths = ground.into_iter().flat_map(|ground| &ground.roads).filter_map(|under| under.width);
            let narrowest = widths.map(|(width, _)| width).min();
            Derived { width_today: narrowest, ..Derived::default() }
        }
        PlanObject::Closure(_) | PlanObject::Note(_) => Derived::default(),
    }
}
