//! The health of the road network: findings by kind, page by page, each with its place, mended where that is safe.

use std::collections::BTreeSet;

use egui::{Align, Layout, Ui};

use super::command::AppCommand;
use super::finding_mark::Finding;
use super::format;
use super::session::Session;
use super::text::{Texts, Value};
use super::view::View;
use super::widgets::{card_ui, choice_ui, ends_ui, fact_ui, faint_ui, heading_ui, row_ui};
use crate::community::{Community, CrossingRule, Mend};
use crate::document::Command;
use crate::geometry::LonLat;
use crate::ids::RoadId;
use crate::network::{NetworkHealth, RoadNetwork};
use crate::plan::Settings;

/// Findings listed at once.
const PAGE: usize = 8;

/// The kinds of findings, in the order of the list: what parts people from each other comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingKind {
    /// Parts of the network without connection to the largest.
    Parts,
    /// Ends that nearly touch another road.
    NearMisses,
    /// Crossings on one level that are no junction.
    Crossings,
    /// Doors without a road nearby.
    NoAccess,
    /// Mends of the plan.
    Mends,
    /// Ends that were joined within the tolerance.
    Snapped,
    /// Ends of roads.
    DeadEnds,
    /// Roads without a width.
    NoWidth,
}

impl FindingKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Parts,
        Self::NearMisses,
        Self::Crossings,
        Self::NoAccess,
        Self::Mends,
        Self::Snapped,
        Self::DeadEnds,
        Self::NoWidth,
    ];

    const fn key(self) -> &'static str {
        match self {
            Self::Parts => "health-components",
            Self::NearMisses => "health-near-misses",
            Self::Crossings => "health-crossings",
            Self::NoAccess => "health-no-access",
            Self::Mends => "health-mends",
            Self::Snapped => "health-snapped",
            Self::DeadEnds => "health-dangles",
            Self::NoWidth => "health-no-width",
        }
    }
}

/// One row of the list.
struct Row {
    text: String,
    finding: Finding,
    /// What would mend it.
    mend: Option<Mend>,
    /// The mend it is.
    mended: Option<Mend>,
}

impl Row {
    fn at(text: String, place: LonLat) -> Self {
        Self { text, finding: Finding { place, to: None }, mend: None, mended: None }
    }
}

/// Findings of the network that deserve a look, counted for the strip.
pub(super) fn n_network_findings(network: &RoadNetwork) -> usize {
    let health = network.health();
    let parts = health.components.len().saturating_sub(1);
    let crossings = health.crossings.iter().filter(|crossing| !crossing.is_joined).count();
    let unfit = health.mends.iter().filter(|outcome| !outcome.is_applied).count();
    parts + health.near_misses.len() + crossings + health.doors_without_access.len() + unfit
}

/// The list; `out` collects what was asked for.
pub(super) fn health_ui(
    ui: &mut Ui,
    view: &View<'_>,
    community: &Community,
    network: &RoadNetwork,
    session: &mut Session,
    out: &mut Vec<AppCommand>,
) {
    let texts = view.texts;
    let health = network.health();
    heading_ui(ui, texts.get("health-title"));
    card_ui(ui, |ui| {
        fact_ui(ui, texts.get("health-junctions"), format::count(health.n_junctions as u64));
        fact_ui(ui, texts.get("health-roads"), format::count(health.n_segments as u64));
        fact_ui(ui, texts.get("health-length"), format::distance(texts, health.length));
        fact_ui(ui, texts.get("health-duplicates"), format::count(health.n_merged_copies as u64));
        fact_ui(ui, texts.get("health-not-walkable"), format::count(health.n_unwalkable_roads as u64));
    });
    let list = Findings { texts, community, network };
    for kind in FindingKind::ALL {
        list.group_ui(ui, view, kind, session, out);
        if kind == FindingKind::Crossings {
            rule_ui(ui, view, out);
        }
    }
}

fn rule_ui(ui: &mut Ui, view: &View<'_>, out: &mut Vec<AppCommand>) {
    let settings = view.document.plan().settings();
    let label = view.texts.get("health-crossing-rule");
    row_ui(ui, &label, |ui| {
        let options = CrossingRule::ALL.map(|rule| (rule, view.texts.get(&format!("crossing-{}", rule.name()))));
        if let Some(crossings) = choice_ui(ui, ui.scope_id().with("crossings"), &label, settings.crossings, options) {
            out.push(AppCommand::Edit(Command::SetSettings(Settings { crossings, ..(**settings).clone() })));
        }
    });
}

/// What the list reads.
struct Findings<'a> {
    texts: Texts,
    community: &'a Community,
    network: &'a RoadNetwork,
}

impl Findings<'_> {
    const fn health(&self) -> &NetworkHealth {
        self.network.health()
    }

    /// How many findings of a kind there are. O(n) in the crossings.
    fn count(&self, kind: FindingKind) -> usize {
        let health = self.health();
        match kind {
            FindingKind::Parts => health.components.len().saturating_sub(1),
            FindingKind::NearMisses => health.near_misses.len(),
            FindingKind::Crossings => health.crossings.iter().filter(|crossing| !crossing.is_joined).count(),
            FindingKind::NoAccess => health.doors_without_access.len(),
            FindingKind::Mends => health.mends.len(),
            FindingKind::Snapped => health.snapped_ends.len(),
            FindingKind::DeadEnds => health.dead_ends.len(),
            FindingKind::NoWidth => health.n_roads_without_width,
        }
    }

    fn title(&self, kind: FindingKind, n: usize) -> String {
        let tolerance = format!("{}\u{202f}m", self.network.settings().snap_tolerance.value());
        let title = match kind {
            FindingKind::Snapped => self.texts.with(kind.key(), &[("tolerance", Value::Text(&tolerance))]),
            FindingKind::Parts
            | FindingKind::NearMisses
            | FindingKind::Crossings
            | FindingKind::NoAccess
            | FindingKind::Mends
            | FindingKind::DeadEnds
            | FindingKind::NoWidth => self.texts.get(kind.key()),
        };
        format!("{title} · {}", format::count(n as u64))
    }

    /// A finding's group: its number, its page, and what can be done for all.
    fn group_ui(
        &self,
        ui: &mut Ui,
        view: &View<'_>,
        kind: FindingKind,
        session: &mut Session,
        out: &mut Vec<AppCommand>,
    ) {
        let n = self.count(kind);
        if n == 0 {
            if kind != FindingKind::Mends {
                fact_ui(ui, self.title(kind, 0).trim_end_matches(" · 0"), "0");
            }
            return;
        }
        let is_open = matches!(kind, FindingKind::Mends);
        let header = egui::CollapsingHeader::new(self.title(kind, n)).id_salt(kind.key()).default_open(is_open);
        header.show(ui, |ui| {
            let last_page = (n - 1) / PAGE;
            let page = session.finding_pages.get(&kind).copied().unwrap_or(0).min(last_page);
            for row in self.rows(kind, page * PAGE) {
                self.row_ui(ui, view, &row, session, out);
            }
            if last_page > 0 {
                let page = super::widgets::pages_ui(ui, self.texts, page, PAGE, n);
                session.finding_pages.insert(kind, page);
            }
            self.mend_all_ui(ui, view, kind, n, out);
        });
    }

    fn row_ui(&self, ui: &mut Ui, view: &View<'_>, row: &Row, session: &Session, out: &mut Vec<AppCommand>) {
        let action = match (row.mend, row.mended) {
            (Some(mend), _) => Some(("health-mend", mend, true)),
            (None, Some(mend)) => Some(("health-unmend", mend, false)),
            (None, None) => None,
        };
        ends_ui(ui, |ui| {
            if let Some((key, mend, adds)) = action {
                let word = self.texts.get(key);
                let response = ui.small_button(&word);
                let name = format!("{word}: {}", row.text);
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
                if response.on_hover_text(self.texts.get(&format!("{key}-tip"))).clicked() {
                    out.push(edit(view, |mends| _ = if adds { mends.insert(mend) } else { mends.remove(&mend) }));
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let is_shown = session.finding == Some(row.finding);
                let response = ui.add(egui::Button::selectable(is_shown, &row.text).truncate());
                if response.on_hover_text(&row.text).clicked() {
                    out.push(AppCommand::ShowFinding(row.finding));
                }
            });
        });
    }

    /// Mends of a kind all at once: one step, taken back by one undo.
    fn mend_all_ui(&self, ui: &mut Ui, view: &View<'_>, kind: FindingKind, n: usize, out: &mut Vec<AppCommand>) {
        let count = format::count(n as u64);
        let values = [("n", Value::Text(&count))];
        let health = self.health();
        match kind {
            FindingKind::NearMisses | FindingKind::Crossings => {
                let key = if kind == FindingKind::NearMisses { "health-mend-all-ends" } else { "health-mend-all" };
                if ui.button(self.texts.with(key, &values)).clicked() {
                    let ends = health.near_misses.iter().map(crate::network::NearMiss::mend);
                    let open = health.crossings.iter().filter(|crossing| !crossing.is_joined);
                    let new: Vec<Mend> = if kind == FindingKind::NearMisses {
                        ends.collect()
                    } else {
                        open.map(crate::network::Crossing::mend).collect()
                    };
                    out.push(edit(view, |mends| mends.extend(new)));
                }
                faint_ui(ui, self.texts.get("health-mend-note"));
            }
            FindingKind::Mends => {
                if health.mends.iter().any(|outcome| !outcome.is_applied) {
                    faint_ui(ui, self.texts.get("health-mends-unfit"));
                    if ui.button(self.texts.get("health-unmend-unfit")).clicked() {
                        let unfit: Vec<Mend> =
                            health.mends.iter().filter(|outcome| !outcome.is_applied).map(|o| o.mend).collect();
                        out.push(edit(view, |mends| mends.retain(|mend| !unfit.contains(mend))));
                    }
                }
                if ui.button(self.texts.with("health-unmend-all", &values)).clicked() {
                    out.push(edit(view, BTreeSet::clear));
                }
            }
            FindingKind::Parts
            | FindingKind::NoAccess
            | FindingKind::Snapped
            | FindingKind::DeadEnds
            | FindingKind::NoWidth => {}
        }
    }

    /// The name of a road as a planner would say it.
    fn road(&self, id: RoadId) -> String {
        let name = self.community.roads().get(id.index()).and_then(|road| road.name.as_deref());
        name.map_or_else(|| self.texts.get("health-road-unnamed"), str::to_owned)
    }

    fn roads(&self, one: RoadId, other: RoadId) -> String {
        let (one, other) = (self.road(one), self.road(other));
        self.texts.with("health-roads-pair", &[("one", Value::Text(&one)), ("other", Value::Text(&other))])
    }

    /// What joining would bring, behind what is found.
    fn with_people(&self, text: String, persons: u64) -> String {
        if persons == 0 {
            return text;
        }
        let n = format::count(persons);
        format!("{text} · {}", self.texts.with("health-people-apart", &[("n", Value::Text(&n))]))
    }

    /// The rows of a page from a position on; those that part most people come first.
    fn rows(&self, kind: FindingKind, from: usize) -> Vec<Row> {
        let health = self.health();
        match kind {
            FindingKind::Parts => self.part_rows(from),
            FindingKind::NearMisses => self.near_miss_rows(from),
            FindingKind::Crossings => self.crossing_rows(from),
            FindingKind::NoAccess => self.door_rows(from),
            FindingKind::Mends => health.mends.iter().skip(from).take(PAGE).map(|o| self.mend_row(o)).collect(),
            FindingKind::Snapped => {
                let row = |end: &crate::network::SnappedEnd| {
                    let text = format!("{:.2}\u{202f}m · {}", end.gap.value(), self.roads(end.road, end.target));
                    Row { finding: Finding { place: end.place, to: Some(end.joined_at) }, ..Row::at(text, end.place) }
                };
                health.snapped_ends.iter().skip(from).take(PAGE).map(row).collect()
            }
            FindingKind::DeadEnds => {
                let row = |(n, &id): (usize, &crate::ids::JunctionId)| {
                    let place = self.network.junction_place(id);
                    Row::at(format!("{}  {place}", n + 1), place)
                };
                health.dead_ends.iter().enumerate().skip(from).take(PAGE).map(row).collect()
            }
            FindingKind::NoWidth => {
                let roads = self.community.roads().iter().enumerate().filter(|(_, road)| road.width.is_none());
                let row = |(n, road): (usize, &crate::community::Road)| {
                    let place = road.line.get(road.line.len() / 2).copied()?;
                    let guess = road.width_or_guess().0.value();
                    let text = format!("{} · ≈ {guess:.1}\u{202f}m", self.road(RoadId::from_index(n)));
                    Some(Row::at(text, place))
                };
                roads.skip(from).take(PAGE).filter_map(row).collect()
            }
        }
    }

    fn part_rows(&self, from: usize) -> Vec<Row> {
        let mut parts: Vec<_> = self.health().components.iter().skip(1).collect();
        parts.sort_by_key(|part| std::cmp::Reverse(part.persons));
        let row = |part: &crate::network::ComponentHealth| {
            let (junctions, persons) = (format::count(part.n_junctions as u64), format::count(part.persons));
            let length = format::distance(self.texts, part.length);
            let values = [
                ("persons", Value::Text(persons.as_str())),
                ("length", Value::Text(&length)),
                ("junctions", Value::Text(&junctions)),
            ];
            Row::at(self.texts.with("health-part", &values), part.place)
        };
        parts.into_iter().skip(from).take(PAGE).map(row).collect()
    }

    fn near_miss_rows(&self, from: usize) -> Vec<Row> {
        let mut misses: Vec<_> = self.health().near_misses.iter().collect();
        misses.sort_by_key(|miss| std::cmp::Reverse(miss.persons_apart));
        let row = |miss: &crate::network::NearMiss| {
            let text = format!("{:.1}\u{202f}m · {}", miss.gap.value(), self.roads(miss.road, miss.target));
            let finding = Finding { place: miss.place, to: Some(miss.join_at) };
            let text = self.with_people(text, miss.persons_apart);
            Row { finding, mend: Some(miss.mend()), ..Row::at(text, miss.place) }
        };
        misses.into_iter().skip(from).take(PAGE).map(row).collect()
    }

    fn crossing_rows(&self, from: usize) -> Vec<Row> {
        let mut open: Vec<_> = self.health().crossings.iter().filter(|crossing| !crossing.is_joined).collect();
        open.sort_by_key(|crossing| std::cmp::Reverse(crossing.persons_apart));
        let row = |crossing: &crate::network::Crossing| {
            let text = self.with_people(self.roads(crossing.roads.0, crossing.roads.1), crossing.persons_apart);
            Row { mend: Some(crossing.mend()), ..Row::at(text, crossing.place) }
        };
        open.into_iter().skip(from).take(PAGE).map(row).collect()
    }

    fn door_rows(&self, from: usize) -> Vec<Row> {
        let doors = self.health().doors_without_access.iter();
        let mut doors: Vec<_> = doors.filter_map(|door| self.community.demand().get(door.index())).collect();
        doors.sort_by_key(|door| std::cmp::Reverse(door.persons));
        let row = |door: &crate::community::DemandPoint| {
            let n = format::count(door.persons.count());
            let text = self.texts.with("health-door", &[("n", Value::Text(&n))]);
            Row::at(format!("{text} · {}", door.place), door.place)
        };
        doors.into_iter().skip(from).take(PAGE).map(row).collect()
    }

    fn mend_row(&self, outcome: &crate::network::MendOutcome) -> Row {
        let (place, to) = (outcome.mend.place(), outcome.mend.joined_at());
        let key = match (outcome.mend, outcome.is_applied) {
            (_, false) => "health-mend-unfit",
            (Mend::JoinCrossing { .. }, true) => "health-mended-crossing",
            (Mend::JoinEnd { .. }, true) => "health-mended-end",
        };
        let text = format!("{} · {place}", self.texts.get(key));
        Row { finding: Finding { place, to }, mended: Some(outcome.mend), ..Row::at(text, place) }
    }
}

/// The step of the plan with other mends.
fn edit(view: &View<'_>, change: impl FnOnce(&mut BTreeSet<Mend>)) -> AppCommand {
    let mut settings = (**view.document.plan().settings()).clone();
    change(&mut settings.mends);
    AppCommand::Edit(Command::SetSettings(settings))
}
