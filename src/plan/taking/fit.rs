//! Features that can be taken, one by one: made into objects of the plan, or only told of.

use std::sync::Arc;

use super::columns::Found;
use super::facts::{Facts, area_of};
use super::{Becomes, Outlook, Taken, Taking, TakingError, TakingNote};
use crate::community::{FileFeature, FileLayer, FileValue, Measure};
use crate::geometry::{LonLat, MultiPolygon, Shape};
use crate::ids::{EvacuationAreaId, HazardAreaId, SiteId};
use crate::plan::{
    Capacity, EvacuationArea, Hazard, HazardArea, HazardEffect, PlanObject, Site, SiteGeometry, SiteKind,
};

/// Makes the objects. O(size of the layer).
///
/// # Errors
/// [`TakingError`] where a column is not there.
pub fn taken(layer: &FileLayer, taking: &Taking) -> Result<Taken, TakingError> {
    let mut objects = Vec::new();
    let notes = each_of(layer, taking, |fit| objects.push(fit.object()))?;
    Ok(Taken { objects, notes })
}

/// Tells what would come of a layer, without a copy of its outlines: cheap enough for every choice. O(features).
///
/// # Errors
/// [`TakingError`] where a column is not there.
pub fn outlook(layer: &FileLayer, taking: &Taking) -> Result<Outlook, TakingError> {
    let mut outlook = Outlook::default();
    outlook.notes = each_of(layer, taking, |fit| {
        outlook.n_objects += 1;
        if let Some(at) = fit.start_min() {
            let (first, last) = outlook.starts_min.unwrap_or((at, at));
            outlook.starts_min = Some((first.min(at), last.max(at)));
        }
    })?;
    Ok(outlook)
}

/// Looks at each feature in turn; what is to be said comes back.
fn each_of<'l>(
    layer: &'l FileLayer,
    taking: &Taking,
    mut each: impl FnMut(Fit<'l>),
) -> Result<Vec<(u32, TakingNote)>, TakingError> {
    let found = Found::new(layer, taking)?;
    let mut notes = Vec::new();
    for feature in &layer.features {
        match fit_of(feature, taking, &found, &mut notes) {
            Ok(fit) => each(fit),
            Err(note) => notes.push((feature.number, note)),
        }
    }
    Ok(notes)
}

/// A feature that can be taken: its facts, and its shape where it lies.
struct Fit<'l> {
    feature: &'l FileFeature,
    name: String,
    what: FitKind<'l>,
}

/// What a feature becomes.
enum FitKind<'l> {
    HazardArea {
        outline: &'l MultiPolygon,
        hazard: Hazard,
        from_min: f64,
        until_min: Option<f64>,
        effect: HazardEffect,
    },
    EvacuationArea {
        outline: &'l MultiPolygon,
        phase_min: f64,
    },
    Site {
        kind: SiteKind,
        shape: SiteShape<'l>,
        place: LonLat,
        capacity: Capacity,
        exit_persons_per_min: Option<f64>,
    },
}

/// Where a site is.
enum SiteShape<'l> {
    Point(LonLat),
    Area(&'l MultiPolygon),
}

impl Fit<'_> {
    /// Minutes from the order to its beginning or leaving; `None` for what has no times.
    const fn start_min(&self) -> Option<f64> {
        match self.what {
            FitKind::HazardArea { from_min, .. } => Some(from_min),
            FitKind::EvacuationArea { phase_min, .. } => Some(phase_min),
            FitKind::Site { .. } => None,
        }
    }

    fn object(self) -> PlanObject {
        let (name, source_id) = (self.name, self.feature.source_id.clone());
        match self.what {
            FitKind::HazardArea { outline, hazard, from_min, until_min, effect } => {
                let area = HazardArea::new(HazardAreaId(0), hazard, outline.clone());
                PlanObject::HazardArea(Arc::new(HazardArea { source_id, name, from_min, until_min, effect, ..area }))
            }
            FitKind::EvacuationArea { outline, phase_min } => {
                let area = EvacuationArea::new(EvacuationAreaId(0), outline.clone());
                PlanObject::EvacuationArea(Arc::new(EvacuationArea { source_id, name, phase_min, ..area }))
            }
            FitKind::Site { kind, shape, place, capacity, exit_persons_per_min } => {
                let geometry = match shape {
                    SiteShape::Point(place) => SiteGeometry::Point(place),
                    SiteShape::Area(area) => SiteGeometry::Area(area.clone()),
                };
                let site = Site::new(SiteId(0), kind, place);
                PlanObject::Site(Arc::new(Site { source_id, name, geometry, capacity, exit_persons_per_min, ..site }))
            }
        }
    }
}

fn fit_of<'l>(
    feature: &'l FileFeature,
    taking: &Taking,
    found: &Found,
    notes: &mut Vec<(u32, TakingNote)>,
) -> Result<Fit<'l>, TakingNote> {
    let shape = feature.shape.as_ref().ok_or(TakingNote::NoShape)?;
    let name = found.name.and_then(|column| feature.value(column)).map(FileValue::words).unwrap_or_default();
    let mut facts = Facts { feature, notes };
    match taking.becomes {
        Becomes::HazardArea => {
            let outline = area_of(shape)?;
            let from_min = facts.minutes(found.from.as_ref(), TakingNote::NoStart).unwrap_or(0.0);
            let until_min = facts.minutes(found.until.as_ref(), TakingNote::NoEnd);
            if until_min.is_some_and(|until| until <= from_min) {
                facts.say(TakingNote::NeverActs);
            }
            let hazard = taking.hazard.unwrap_or_else(|| facts.hazard(found.hazard));
            let called = found
                .from
                .as_ref()
                .and_then(|(column, _, name)| feature.value(*column).map(|value| format!("{name} {}", value.words())));
            let name = if name.is_empty() { called.unwrap_or_default() } else { name };
            let what = FitKind::HazardArea { outline, hazard, from_min, until_min, effect: taking.effect };
            Ok(Fit { feature, name, what })
        }
        Becomes::EvacuationArea => {
            let outline = area_of(shape)?;
            let phase_min = facts.minutes(found.from.as_ref(), TakingNote::NoStart).unwrap_or(0.0);
            Ok(Fit { feature, name, what: FitKind::EvacuationArea { outline, phase_min } })
        }
        Becomes::Site(kind) => {
            let place = shape.center().ok_or(TakingNote::NoShape);
            let shape = match shape {
                Shape::Point(place) => SiteShape::Point(*place),
                Shape::Area(area) => SiteShape::Area(area),
                Shape::Lines(_) => return Err(TakingNote::NotAPlace),
            };
            let place = place?;
            let capacity = facts.capacity(kind, found);
            let flow = found.flow.filter(|_| kind == SiteKind::Exit);
            let exit_persons_per_min = facts.measured(flow, Measure::PersonsPerMinute, TakingNote::NoExitFlow);
            Ok(Fit { feature, name, what: FitKind::Site { kind, shape, place, capacity, exit_persons_per_min } })
        }
    }
}
