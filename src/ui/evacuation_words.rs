//! An evacuation in words: times, roads, what holds everybody up, why people are not safe, what to know before
//! believing it.

use egui::{RichText, Ui};

use super::allocation_story::site_name;
use super::analysis_section::AnalysisCommand;
use super::command::{AppCommand, UiCommand};
use super::evacuation_run::EvacuationRun;
use super::format;
use super::inspector_road::road_name;
use super::text::{Texts, Value};
use super::view::View;
use super::widgets::faint_ui;
use crate::evacuation::simulation::StrandedReason;
use crate::evacuation::streets::StreetUse;
use crate::evacuation::{Culprit, EvacuationFinding, Moment};
use crate::ids::{DemandId, SegmentId, SiteId};
use crate::plan::ObjectId;

/// Roads and sites listed below a sentence, at most.
const MOST_LINKS: usize = 6;

/// A span or moment after the order to leave.
pub(super) fn time(texts: Texts, at: Moment) -> String {
    format::duration(texts, at.seconds())
}

/// The same, or that it never comes.
pub(super) fn time_or_never(texts: Texts, at: Option<Moment>) -> String {
    at.map_or_else(|| texts.get("evacuation-never"), |at| time(texts, at))
}

/// A moment to the second, as on a clock: `0:07:30`.
pub(super) fn clock(at: Moment) -> String {
    let seconds = at.whole_seconds();
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// What a piece of road is called.
pub(super) fn segment_name(view: &View<'_>, run: &EvacuationRun, segment: SegmentId) -> String {
    run.network.segment(segment).map_or_else(String::new, |segment| road_name(view, segment.road))
}

/// People, or cars, a minute.
pub(super) fn per_minute(texts: Texts, usage: StreetUse, per_min: f64) -> String {
    let key = match usage {
        StreetUse::Walking => "evacuation-people-per-min",
        StreetUse::Driving => "evacuation-cars-per-min",
    };
    let number = if per_min < 9.95 { format!("{per_min:.1}") } else { format::count(whole(per_min)) };
    texts.with(key, &[("n", Value::Text(&number))])
}

/// A number that is not negative, rounded to a whole one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped just before")]
pub(super) fn whole(number: f64) -> u64 {
    number.round().clamp(0.0, 1e15) as u64
}

/// Why people are neither safe nor caught, as the name of a row.
pub(super) fn stranded(texts: Texts, reason: StrandedReason) -> String {
    texts.get(&format!("evacuation-stranded-{}", reason.name()))
}

/// A finding as a sentence that says what to do.
pub(super) fn finding(texts: Texts, finding: EvacuationFinding) -> String {
    let persons = |key: &str, persons: u64| {
        let people = format::persons(texts, persons);
        texts.with(key, &[("people", Value::Text(&people))])
    };
    match finding {
        EvacuationFinding::NoPeople => texts.get("evacuation-finding-no-people"),
        EvacuationFinding::NoSites => texts.get("evacuation-finding-no-sites"),
        EvacuationFinding::NoStreets => texts.get("evacuation-finding-no-streets"),
        EvacuationFinding::TooFewPlaces { persons: n } => persons("evacuation-finding-too-few-places", n),
        EvacuationFinding::AllInsideHazard => texts.get("evacuation-finding-all-inside-hazard"),
        EvacuationFinding::SomeNeverLeave { persons: n } => persons("evacuation-finding-some-never-leave", n),
        EvacuationFinding::StoppedByHorizon { persons: n } => persons("evacuation-finding-stopped-by-horizon", n),
        EvacuationFinding::Squeezed { times } => {
            let text = format::count(u64::from(times));
            let values = [("n", Value::Count(u64::from(times))), ("text", Value::Text(&text))];
            texts.with("evacuation-finding-squeezed", &values)
        }
        EvacuationFinding::IdleClosures { closures } => {
            let text = format::count(closures);
            let values = [("n", Value::Count(closures)), ("text", Value::Text(&text))];
            texts.with("evacuation-finding-idle-closures", &values)
        }
        EvacuationFinding::GuessedPersons { persons: n } => persons("evacuation-finding-guessed-persons", n),
        EvacuationFinding::GuessedWidths { share } => {
            let share = format::percent(whole(share * 1e6), 1_000_000);
            texts.with("evacuation-finding-guessed-widths", &[("share", Value::Text(&share))])
        }
    }
}

/// Does a finding put the figures in doubt, or only tell what they rest on?
pub(super) const fn is_grave(finding: EvacuationFinding) -> bool {
    !matches!(finding, EvacuationFinding::GuessedWidths { .. } | EvacuationFinding::GuessedPersons { .. })
}

/// What makes the best possible time what it is.
pub(super) fn culprit(view: &View<'_>, run: &EvacuationRun, culprit: &Culprit) -> String {
    let texts = view.texts;
    match culprit {
        Culprit::Nobody => texts.get("evacuation-culprit-nobody"),
        Culprit::LastToArrive { leaves, .. } if *leaves == Moment::START => texts.get("evacuation-culprit-far"),
        Culprit::LastToArrive { leaves, .. } => {
            let leaves = time(texts, *leaves);
            texts.with("evacuation-culprit-late", &[("time", Value::Text(&leaves))])
        }
        Culprit::Narrow { segments, sites, people, per_min } => {
            let usage = narrow_usage(run, segments);
            let through = per_minute(texts, usage, *per_min);
            let people = format::count(*people);
            let n = segments.len() + sites.len();
            let key = match usage {
                StreetUse::Walking => "evacuation-culprit-narrow",
                StreetUse::Driving => "evacuation-culprit-narrow-cars",
            };
            let values =
                [("n", Value::Count(n as u64)), ("people", Value::Text(&people)), ("through", Value::Text(&through))];
            texts.with(key, &values)
        }
        Culprit::TooFewPlaces { people, places } => {
            let (people, places) = (format::count(*people), format::count(*places));
            let values = [("people", Value::Text(&people)), ("places", Value::Text(&places))];
            texts.with("evacuation-culprit-places", &values)
        }
    }
}

/// How people use the narrow roads: as everybody does where only one use is made.
fn narrow_usage(run: &EvacuationRun, segments: &[SegmentId]) -> StreetUse {
    let of_road = segments.iter().find_map(|&segment| {
        let road = run.road(segment)?;
        run.loads(road).next().map(|load| load.usage)
    });
    of_road.or_else(|| run.cuts.first().map(|(usage, _)| *usage)).unwrap_or(StreetUse::Walking)
}

/// What a culprit or a cut is made of, to be pressed: it is looked at.
pub(super) fn links_ui(
    ui: &mut Ui,
    view: &View<'_>,
    run: &EvacuationRun,
    (segments, sites): (&[SegmentId], &[SiteId]),
    out: &mut Vec<AppCommand>,
) {
    ui.horizontal_wrapped(|ui| {
        for (place, &site) in sites.iter().enumerate().take(MOST_LINKS) {
            let name = site_name(view, site, "");
            if link_ui(ui, view.texts, &name, place + 1, sites.len()) {
                out.push(AppCommand::Select(vec![ObjectId::Site(site)]));
                out.push(AppCommand::Ui(UiCommand::ZoomSelection));
            }
        }
        let room = MOST_LINKS.saturating_sub(sites.len());
        for (place, &segment) in segments.iter().enumerate().take(room) {
            let name = segment_name(view, run, segment);
            if link_ui(ui, view.texts, &name, place + 1, segments.len()) {
                out.push(AppCommand::Analysis(AnalysisCommand::Road(segment)));
            }
        }
    });
    let more = (sites.len() + segments.len()).saturating_sub(MOST_LINKS);
    if more > 0 {
        faint_ui(ui, view.texts.with("evacuation-more-places", &[("n", Value::Text(&more.to_string()))]));
    }
}

/// A place that can be pressed; of several with one name each has a number in what is read aloud.
fn link_ui(ui: &mut Ui, texts: Texts, name: &str, n: usize, of: usize) -> bool {
    let response = ui.link(RichText::new(name).small());
    let (n, of) = (n.to_string(), of.to_string());
    let values = [("name", Value::Text(name)), ("n", Value::Text(&n)), ("of", Value::Text(&of))];
    let said = texts.with("evacuation-show-place", &values);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Link, true, &said));
    response.on_hover_text(&said).clicked()
}

/// A button that looks at a door and tells of it.
pub(super) fn door_link_ui(ui: &mut Ui, view: &View<'_>, door: DemandId, out: &mut Vec<AppCommand>) {
    let Some(demand) = view.community.and_then(|community| community.demand().get(door.index())) else { return };
    if ui.link(RichText::new(view.texts.get("evacuation-show-door")).small()).clicked() {
        out.push(AppCommand::LookAt(demand.place));
        out.push(AppCommand::Explain(door));
    }
}

/// Everything that can be pressed to see what holds everybody up.
pub(super) fn culprit_links_ui(
    ui: &mut Ui,
    view: &View<'_>,
    run: &EvacuationRun,
    culprit: &Culprit,
    out: &mut Vec<AppCommand>,
) {
    match culprit {
        Culprit::Nobody | Culprit::TooFewPlaces { .. } => {}
        Culprit::LastToArrive { demand, .. } => door_link_ui(ui, view, *demand, out),
        Culprit::Narrow { segments, sites, .. } => links_ui(ui, view, run, (segments, sites), out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_stand_as_on_a_clock() {
        assert_eq!(clock(Moment::START), "0:00:00");
        assert_eq!(clock(Moment::from_seconds(3_727.9)), "1:02:07");
    }
}
