//! Where everybody goes: the places of the allocation first, then the places left over by least walking or driving.

use std::collections::BTreeMap;

use super::people::KeptPlaces;
use super::simulation::{Origin, free_times};
use super::streets::{StreetUse, Streets};
use crate::analysis::assignment::{Assignment, AssignmentProblem, Places, Priority, Unit, UnitWay};
use crate::jobs::{Cancelled, JobContext};

/// People of one origin who have no place yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unplaced {
    /// Position of the origin.
    pub(super) origin: u32,
    /// How they go.
    pub(super) usage: StreetUse,
    /// How many.
    pub(super) persons: u32,
}

/// How many of each site's places are left; `None` for those nobody has counted.
pub(super) type PlacesLeft = Vec<Option<u64>>;

/// Gives the places left to people without one, however far, so that their ways together are the shortest. Whoever
/// finds all full has an empty list, whoever reaches none is not in the answer. Where the nearest sites have room for
/// all who are nearest, that is the answer; else it is the exact allocation ([`Assignment`]).
///
/// # Errors
/// [`Cancelled`] when the work was cancelled.
pub(super) fn give_places(
    streets: &Streets,
    origins: &[Origin],
    unplaced: &[Unplaced],
    left: &PlacesLeft,
    context: &JobContext,
) -> Result<BTreeMap<(u32, StreetUse), Vec<KeptPlaces>>, Cancelled> {
    let ways = ways_of(streets, origins, unplaced, context)?;
    let mut loads = vec![0_u64; left.len()];
    let mut given = BTreeMap::new();
    for (who, ways) in unplaced.iter().zip(&ways) {
        if let Some(way) = ways.iter().min_by_key(|way| (way.millimetres, way.site)) {
            loads[way.site as usize] += u64::from(who.persons);
            given.insert((who.origin, who.usage), vec![KeptPlaces { gate: way.site, persons: who.persons }]);
        }
    }
    if loads.iter().zip(left).all(|(load, left)| left.is_none_or(|left| *load <= left)) {
        return Ok(given);
    }
    let unit = |(who, ways): (&Unplaced, Vec<UnitWay>)| Unit {
        key: u64::from(who.origin) * 2 + u64::from(who.usage == StreetUse::Driving),
        persons: who.persons,
        priority: Priority::ORDINARY,
        ways,
    };
    let sites = (0_u64..).zip(left).map(|(key, left)| Places { key, capacity: left.unwrap_or(u64::MAX) });
    let problem = AssignmentProblem { units: unplaced.iter().zip(ways).map(unit).collect(), sites: sites.collect() };
    let solved = Assignment::solve(problem, context)?;
    let no_place = u32::try_from(left.len()).unwrap_or(u32::MAX);
    let placed = unplaced.iter().enumerate().filter(|(_, who)| given.contains_key(&(who.origin, who.usage)));
    let placed = placed.map(|(number, who)| {
        let parts = solved.parts(number).iter().filter(|part| part.site != no_place && part.persons > 0);
        let kept = parts.map(|part| KeptPlaces { gate: part.site, persons: part.persons }).collect();
        ((who.origin, who.usage), kept)
    });
    Ok(placed.collect())
}

/// Free times from each origin to each gate it reaches, every street open, as lengths walked at 1 m/s.
fn ways_of(
    streets: &Streets,
    origins: &[Origin],
    unplaced: &[Unplaced],
    context: &JobContext,
) -> Result<Vec<Vec<UnitWay>>, Cancelled> {
    let mut ways = vec![Vec::new(); unplaced.len()];
    for (gate, found) in (0_u32..).zip(streets.gates()) {
        context.progress(gate as usize, streets.gates().len())?;
        for usage in StreetUse::ALL {
            if !unplaced.iter().any(|who| who.usage == usage) {
                continue;
            }
            let Some(times) = free_times(streets, gate, usage) else { continue };
            for (who, ways) in unplaced.iter().zip(&mut ways).filter(|(who, _)| who.usage == usage) {
                let Some(origin) = origins.get(who.origin as usize) else { continue };
                if let Some(time) = times.from(streets, origin.starts(usage)) {
                    ways.push(UnitWay { site: gate, millimetres: time.saturating_add(found.walk(usage)) });
                }
            }
        }
    }
    Ok(ways)
}
