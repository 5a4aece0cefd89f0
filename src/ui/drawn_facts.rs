//! The first facts of what was drawn: a name, the hazard, the kind of site or road change.

use std::sync::Arc;

use crate::map::tools::Drawn;
use crate::plan::{PlanObject, SiteState};

/// The drawn object with the facts its tool gives it.
pub(super) fn with_facts(object: PlanObject, what: Drawn, name: String) -> PlanObject {
    match (object, what) {
        (PlanObject::EvacuationArea(mut area), _) => {
            Arc::make_mut(&mut area).name = name;
            PlanObject::EvacuationArea(area)
        }
        (PlanObject::HazardArea(mut area), what) => {
            let new = Arc::make_mut(&mut area);
            new.name = name;
            if let Drawn::HazardArea(hazard) = what {
                new.hazard = hazard;
            }
            PlanObject::HazardArea(area)
        }
        (PlanObject::Site(mut site), what) => {
            let new = Arc::make_mut(&mut site);
            new.name = name;
            new.state = SiteState::Planned;
            if let Drawn::Site(kind) = what {
                new.kind = kind;
            }
            PlanObject::Site(site)
        }
        (PlanObject::RoadChange(mut change), what) => {
            let new = Arc::make_mut(&mut change);
            new.name = name;
            if let Drawn::RoadChange(measure) = what {
                new.kind = measure.first();
            }
            PlanObject::RoadChange(change)
        }
        (PlanObject::Route(mut route), _) => {
            Arc::make_mut(&mut route).name = name;
            PlanObject::Route(route)
        }
        (object @ (PlanObject::Closure(_) | PlanObject::Note(_)), _) => object,
    }
}
