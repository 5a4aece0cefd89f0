//! Scripted editing: an endless, repeatable sequence of what a planner might do.

use std::collections::BTreeSet;

use muster::document::{Command, Document};
use muster::geometry::{LonLat, MultiPolygon, Polygon};
use muster::ids::{EvacuationAreaId, HazardAreaId, ScenarioId};
use muster::plan::{
    EvacuationArea, Hazard, HazardArea, ObjectId, Plan, PlanHeader, PlanObject, Scenario, ScenarioSelection, Settings,
    SiteKind,
};

/// A small generator of random numbers (`SplitMix64`): the same seed gives the same numbers everywhere.
#[derive(Clone, Debug)]
pub(crate) struct Random(pub u64);

impl Random {
    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }
}

/// One thing a planner does.
#[derive(Clone, Debug)]
pub(crate) enum Scripted {
    Do(Command),
    Undo,
    Redo,
}

impl Scripted {
    /// Does it; what is refused or not there is left.
    pub(crate) fn carry_out(self, document: &mut Document) {
        match self {
            Self::Do(command) => drop(document.execute(command)),
            Self::Undo => drop(document.undo()),
            Self::Redo => drop(document.redo()),
        }
    }
}

fn place(random: &mut Random) -> LonLat {
    let mut degrees = || {
        #[expect(clippy::cast_precision_loss, reason = "below a hundred thousand")]
        let fraction = random.below(100_000) as f64;
        fraction * 1e-7
    };
    LonLat::new_clamped(9.5 + degrees(), 47.06 + degrees())
}

fn square(random: &mut Random) -> MultiPolygon {
    let (corner, side) = (place(random), 0.001);
    let at = |x: f64, y: f64| LonLat::new_clamped(corner.lon() + x * side, corner.lat() + y * side);
    MultiPolygon(vec![Polygon::from_ring(vec![at(0.0, 0.0), at(1.0, 0.0), at(1.0, 1.0), at(0.0, 1.0), at(0.0, 0.0)])])
}

fn some(plan: &Plan, random: &mut Random) -> Option<ObjectId> {
    let ids: Vec<ObjectId> = plan.objects().map(|object| object.id()).collect();
    let place = usize::try_from(random.below(ids.len() as u64)).unwrap_or(0);
    ids.get(place).copied()
}

/// What comes next. New commands join here: one line, and every test of losses has them.
pub(crate) fn next_step(plan: &Plan, random: &mut Random) -> Scripted {
    let n_objects = plan.objects().count();
    let chosen = some(plan, random);
    // A plan of some forty objects is enough: beyond that, every second step removes one.
    let choice = random.below(if n_objects > 40 { 24 } else { 13 });
    let command = match (choice, chosen) {
        (0 | 1, _) | (_, None) => {
            let kinds = SiteKind::ALL;
            let kind = kinds[usize::try_from(random.below(kinds.len() as u64)).unwrap_or(0)];
            Command::PlaceSite {
                kind,
                place: place(random),
                name: format!("Site \"{choice}\" 北 {}", random.below(99)),
            }
        }
        (2, _) => Command::PlaceClosure { place: place(random) },
        (3 | 4, Some(id)) => Command::MoveObject { id, to: place(random) },
        (5, Some(_)) => {
            let mut area = EvacuationArea::new(EvacuationAreaId(0), square(random));
            area.destination = plan.sites().keys().next().copied();
            let hazard = HazardArea::new(HazardAreaId(0), Hazard::Flood, square(random));
            Command::ImportObjects(vec![PlanObject::EvacuationArea(area.into()), PlanObject::HazardArea(hazard.into())])
        }
        (6, Some(id)) => match plan.object(id) {
            Some(PlanObject::Site(site)) => {
                let mut site = (*site).clone();
                site.name = format!("renamed {}", random.below(1000));
                Command::UpdateObject(PlanObject::Site(site.into()))
            }
            _ => Command::DuplicateObjects(BTreeSet::from([id])),
        },
        (7, Some(_)) => {
            let settings = Settings { seed: random.below(1000), ..(**plan.settings()).clone() };
            Command::SetSettings(settings)
        }
        (8, Some(id)) => match random.below(3) {
            0 => {
                let name = format!("Plan {}", random.below(100));
                Command::SetHeader(PlanHeader { name, ..(**plan.header()).clone() })
            }
            1 => {
                let selection = ScenarioSelection::Only(BTreeSet::from([id]));
                Command::SetScenario(Scenario { id: ScenarioId(1), selection, ..Scenario::base() })
            }
            _ => Command::DuplicateObjects(BTreeSet::from([id])),
        },
        (9 | 10, Some(_)) => return Scripted::Undo,
        (11, Some(_)) => return Scripted::Redo,
        (_, Some(id)) => Command::DeleteObjects(BTreeSet::from([id])),
    };
    Scripted::Do(command)
}
