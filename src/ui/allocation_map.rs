//! The allocation on the map: buildings in the color of the site they go to, lines from a chosen site to its people
//! and from a chosen building to its site, and what the colors mean.

use egui::{Color32, Painter, Pos2, Rect, Stroke, Ui};

use super::analysis_section::{Analysis, stale_text};
use super::map_legend::{paint_class, paint_patch, patch_row_ui};
use super::map_view::screen_at;
use super::names;
use super::session::Session;
use super::text::Value;
use super::theme::map_theme;
use super::view::View;
use super::widgets::faint_ui;
use crate::analysis::{AllocationReport, AllocationStudy, Fate, NoPlace, OriginPlace};
use crate::geometry::LonLat;
use crate::ids::{DemandId, SiteId};
use crate::jobs::JobState;
use crate::map::{Camera, CoverageClass, MapTheme, OverlayStyle, Pattern, SiteLook};
use crate::plan::{ObjectId, SiteKind};

/// Sites the legend names one by one.
const LEGEND_SITES: usize = 8;

/// How the people of each door look on the map, in the stage of a kind.
pub(super) fn looks(study: &AllocationStudy, kind: SiteKind, n_doors: usize) -> Vec<OverlayStyle> {
    let stage = study.stage(kind);
    let look = |fate: Fate| match fate {
        Fate::Nobody => OverlayStyle::Coverage(CoverageClass::Empty),
        Fate::Goes(site) => OverlayStyle::SentTo(stage.map_or(SiteLook::of_rank(0), |stage| site_look(stage, site))),
        Fate::Left(NoPlace::OverCapacity | NoPlace::NotTogether) => OverlayStyle::Full,
        Fate::Left(NoPlace::BeyondLimit) => OverlayStyle::Coverage(CoverageClass::BeyondLimit),
        Fate::Left(NoPlace::Unreachable) => OverlayStyle::Coverage(CoverageClass::Unreachable),
        Fate::Left(NoPlace::NoRoadAccess) => OverlayStyle::Coverage(CoverageClass::NoRoadAccess),
    };
    study.fates(kind, n_doors).into_iter().map(look).collect()
}

/// The look of a site's people, by its rank among the sites of its stage.
fn site_look(stage: &AllocationReport, site: SiteId) -> SiteLook {
    SiteLook::of_rank(stage.sites.binary_search_by_key(&site, |site| site.site).unwrap_or_default())
}

/// The stage that is on the map now; `None` where another analysis is.
pub(super) fn shown_stage<'a>(view: &View<'a>, session: &Session) -> Option<&'a AllocationReport> {
    if session.shown_analysis != Analysis::Allocation {
        return None;
    }
    view.allocation?.stage_or_first(session.shown_kind).map(AsRef::as_ref)
}

/// How full a site is, and the color of its people where they are on the map; `None` where the allocation on the map says nothing of it.
pub(super) fn site_ring(
    view: &View<'_>,
    session: &Session,
    site: SiteId,
    theme: MapTheme,
) -> Option<(Option<f32>, Option<Color32>)> {
    let shown = shown_stage(view, session)?;
    let (stage, facts) = view.allocation?.site(site)?;
    #[expect(clippy::cast_precision_loss, reason = "a share for a ring")]
    let share = |capacity: u32| facts.assigned as f32 / capacity.max(1) as f32;
    let color = (stage.kind == shown.kind).then(|| site_look(stage, site).color(theme));
    Some((facts.capacity.map(|capacity| share(capacity.0)), color))
}

/// Lines from a chosen site to those who come, or from the explained building to where its people go.
pub(super) fn links_ui(painter: &Painter, view: &View<'_>, session: &Session, rect: Rect, camera: &Camera) {
    let (Some(stage), Some(community)) = (shown_stage(view, session), view.community) else { return };
    let theme = map_theme(painter.ctx());
    let site_place = |site: SiteId| view.document.plan().sites().get(&site).and_then(|site| site.geometry.place());
    let origin_place = |place: OriginPlace| match place {
        OriginPlace::Door(door) => community.demand().get(door.index()).map(|demand| demand.place),
        OriginPlace::Site(site) => site_place(site),
    };
    let at = |place: LonLat| screen_at(community, camera, rect, place);
    let selected: Vec<ObjectId> = session.selection.iter().copied().collect();
    if let &[ObjectId::Site(id)] = selected.as_slice()
        && let Some(to) = site_place(id).map(at)
    {
        let color = site_look(stage, id).color(theme);
        for (origin, parts) in stage.origins.iter().zip(stage.parts.iter()) {
            if parts.iter().any(|part| part.site == Some(id))
                && let Some(from) = origin_place(origin.place).map(at)
                && rect.intersects(Rect::from_two_pos(from, to))
            {
                // Those who gathered come as many: their line is a strong one.
                let stroke = match origin.place {
                    OriginPlace::Door(_) => Stroke::new(1.0, color.gamma_multiply(0.55)),
                    OriginPlace::Site(_) => Stroke::new(3.0, color),
                };
                painter.line_segment([from, to], stroke);
            }
        }
    }
    let Some(door) = session.explained else { return };
    for (from, to, site) in journeys(view, door) {
        if let (Some(from), Some(to)) = (origin_place(from).map(at), site_place(to).map(at)) {
            let color = shown_stage_look(view, site).color(theme);
            dashed(painter, [from, to], color, theme);
        }
    }
}

/// Every leg of the people of a door, through all stages: from, to, and the site whose color it has.
fn journeys(view: &View<'_>, door: DemandId) -> Vec<(OriginPlace, SiteId, SiteId)> {
    let Some(study) = view.allocation else { return Vec::new() };
    let mut legs = Vec::new();
    for stage in &study.stages {
        let here = stage.door_parts(door).iter().map(|part| (OriginPlace::Door(door), part));
        let gathered = stage.onward_of(door).iter().map(|onward| (OriginPlace::Site(onward.from), &onward.part));
        legs.extend(here.chain(gathered).filter_map(|(from, part)| part.site.map(|site| (from, site, site))));
    }
    legs
}

fn shown_stage_look(view: &View<'_>, site: SiteId) -> SiteLook {
    let stage = view.allocation.and_then(|study| study.site(site));
    stage.map_or(SiteLook::of_rank(0), |(stage, _)| site_look(stage, site))
}

fn dashed(painter: &Painter, line: [Pos2; 2], color: Color32, theme: MapTheme) {
    painter.line_segment(line, Stroke::new(4.5, theme.palette().halo.gamma_multiply(0.85)));
    painter.extend(egui::Shape::dashed_line(&line, Stroke::new(2.4, color), 8.0, 5.0));
}

/// The rows of the legend: sites by color, then why others have no place.
pub(super) fn legend_rows_ui(ui: &mut Ui, view: &View<'_>, session: &Session) {
    let (texts, theme) = (view.texts, map_theme(ui.ctx()));
    let Some(stage) = shown_stage(view, session) else {
        let key = match view.allocation_state {
            JobState::Running(_) => "analysis-running",
            JobState::NotRun | JobState::UpToDate | JobState::OutOfDate | JobState::Failed(_) => "legend-no-allocation",
        };
        faint_ui(ui, texts.get(key));
        return;
    };
    let kind = names::site_kind(texts, stage.kind);
    // In one line: wrapped, it would go by the width the legend happened to have before.
    let title = egui::RichText::new(texts.with("legend-sent", &[("kind", Value::Text(&kind))]));
    ui.add(egui::Label::new(title.small().strong()).extend());
    let used: Vec<_> = stage.sites.iter().filter(|site| site.assigned > 0).collect();
    for facts in used.iter().take(LEGEND_SITES) {
        let look = site_look(stage, facts.site);
        let site = view.document.plan().sites().get(&facts.site);
        let name = site.map_or_else(|| facts.name.clone(), |site| names::site(texts, site));
        patch_row_ui(ui, name, |painter, patch| {
            let ground = if look.pattern() == Pattern::Solid { 0.85 } else { 0.3 };
            paint_patch(painter, patch, look.color(theme), ground, look.pattern());
        });
    }
    if used.len() > LEGEND_SITES {
        let more = (used.len() - LEGEND_SITES).to_string();
        faint_ui(ui, texts.with("legend-more-sites", &[("n", Value::Text(&more))]));
    }
    let full = if stage.persons.not_together > 0 { "legend-full-kept" } else { "legend-full" };
    if stage.persons.over_capacity > 0 {
        patch_row_ui(ui, texts.get(full), |painter, patch| {
            paint_patch(painter, patch, theme.palette().full, 0.3, Pattern::Cross);
        });
    }
    let others = [
        (CoverageClass::BeyondLimit, "legend-beyond", stage.persons.beyond_limit),
        (CoverageClass::Unreachable, "legend-unreachable", stage.persons.unreachable),
        (CoverageClass::NoRoadAccess, "legend-no-road", stage.persons.no_road_access),
    ];
    for (class, key, _) in others.into_iter().filter(|(_, _, persons)| *persons > 0) {
        patch_row_ui(ui, texts.get(key), |painter, patch| paint_class(painter, patch, class, theme));
    }
    if *view.allocation_state != JobState::UpToDate {
        faint_ui(ui, stale_text(view));
    }
}
