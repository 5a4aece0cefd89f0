//! Proof that nobody could walk less: the allocation checked by code that knows nothing of how it was found.
//!
//! Complementary slackness of the transport problem: with a price on every site, each person is where walk plus price
//! is least, and only full sites have a price. Then every other allocation walks at least as far.

use super::exchange::Part;
use super::problem::AssignmentProblem;
use super::solver::SitePrice;

/// What is wrong with an allocation or its prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateFault {
    /// A unit's people do not add up.
    #[error("the people of unit {unit} do not add up")]
    Persons {
        /// Its position.
        unit: usize,
    },
    /// People go where no way leads.
    #[error("unit {unit} goes to site {site}, and no way leads there")]
    NoWay {
        /// Its position.
        unit: usize,
        /// The site.
        site: usize,
    },
    /// A site holds more than its places.
    #[error("site {site} holds more people than it has places")]
    TooFull {
        /// Its position.
        site: usize,
    },
    /// A price below zero, or above zero though there is room.
    #[error("the price of site {site} does not fit its load")]
    Price {
        /// Its position.
        site: usize,
    },
    /// Somebody would be better off elsewhere.
    #[error("unit {unit} would be better off at site {site}")]
    Better {
        /// Its position.
        unit: usize,
        /// Where.
        site: usize,
    },
}

/// A step of priority, and a place, weigh more than any chain of walks.
const NO_PLACE: i128 = 1 << 64;
/// Checks an allocation (`parts` of each unit) with its prices (`None`: the site takes nobody). O(units · sites).
///
/// # Errors
/// [`CertificateFault`]: the first fault, by unit.
pub fn certify<'a>(
    problem: &AssignmentProblem,
    parts: impl Fn(usize) -> &'a [Part],
    prices: &[Option<SitePrice>],
) -> Result<(), CertificateFault> {
    let n_sites = problem.sites.len();
    let price = |site: usize| {
        let price = prices.get(site).copied().flatten()?;
        Some(i128::from(price.places) * NO_PLACE + i128::from(price.millimetres))
    };
    let mut load = vec![0_u64; n_sites];
    for (n, unit) in problem.units.iter().enumerate() {
        let stays = i128::from(unit.priority.steps()) * NO_PLACE;
        let ways = unit.ways.iter().filter_map(|way| {
            let site = way.site as usize;
            Some((i128::from(way.millimetres) + price(site)?, site))
        });
        let (least, best) = ways.chain([(stays, n_sites)]).min().unwrap_or((stays, n_sites));
        let mut persons = 0_u64;
        for part in parts(n) {
            persons += u64::from(part.persons);
            let site = part.site as usize;
            let cost = if site == n_sites {
                stays
            } else {
                let way = unit.ways.iter().find(|way| way.site == part.site);
                let way = way.ok_or(CertificateFault::NoWay { unit: n, site })?;
                *load.get_mut(site).ok_or(CertificateFault::NoWay { unit: n, site })? += u64::from(part.persons);
                i128::from(way.millimetres) + price(site).ok_or(CertificateFault::Price { site })?
            };
            if cost > least {
                return Err(CertificateFault::Better { unit: n, site: best });
            }
        }
        if persons != u64::from(unit.persons) {
            return Err(CertificateFault::Persons { unit: n });
        }
    }
    for (site, (places, load)) in problem.sites.iter().zip(load).enumerate() {
        if load > places.capacity {
            return Err(CertificateFault::TooFull { site });
        }
        let has_room = load < places.capacity;
        let fits = match price(site) {
            // A site that takes nobody has no price, and no places.
            None => !has_room,
            Some(price) => price == 0 || (price > 0 && !has_room),
        };
        if !fits {
            return Err(CertificateFault::Price { site });
        }
    }
    Ok(())
}
