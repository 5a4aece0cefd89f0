//! How a crowd slows down: walking speed against density.
//!
//! Every model is used as a *relative* speed, so that a slow group is slowed as a fast one: speed = the group's own
//! free speed × [`relative_speed`]. Density is persons on a square metre of the width people can walk on.
//!
//! Sources: Weidmann, *Transporttechnik der Fussgänger* (1993): v = v₀ (1 − exp(−1.913 (1/ρ − 1/5.4))), v₀ 1.34 m/s.
//! Nelson and Mowrer in the *SFPE Handbook of Fire Protection Engineering*: v = 1.40 (1 − 0.266 ρ) from 0.54 to 3.8
//! persons/m², and 0.85 × 1.40 m/s below.

use crate::plan::CrowdingModel;

/// Weidmann's constant, persons/m².
const WEIDMANN_GAMMA: f64 = 1.913;
/// Density at which Weidmann's crowd stands, persons/m².
const WEIDMANN_JAM: f64 = 5.4;
/// Loss of speed for each person on a square metre, m²: Nelson and Mowrer's `a`.
const SFPE_A: f64 = 0.266;
/// Share of the constant `k` that is walked where nobody hinders.
const SFPE_FREE_SHARE: f64 = 0.85;

/// Share of the free speed that is left in the densest crowd.
///
/// The formulas reach zero at the jam density, where a full street would stand for ever and a simulation never end;
/// real crowds shuffle on as fast as those ahead let them. Two percent (about 0.03 m/s) is below Weidmann's speed at
/// 5 persons/m² (2.8 %), so the published figures stand up to there, and at the jam density it lets a tenth of the
/// greatest flow pass. Small enough to count as a jam, large enough that everybody arrives.
pub const SLOWEST_SHARE: f64 = 0.02;

/// Walking speed of the model where nobody hinders, m/s: 1.34 (Weidmann, also without slowing), 1.19 (SFPE).
#[must_use]
pub const fn free_speed(model: CrowdingModel) -> f64 {
    match model {
        CrowdingModel::Weidmann | CrowdingModel::FreeSpeed => 1.34,
        CrowdingModel::Sfpe => SFPE_FREE_SHARE * 1.40,
    }
}

/// Density at which the model's formula gives no speed any more, persons/m²: so many fit on a square metre. 5.4, also
/// where nobody slows down; about 3.76 by the SFPE.
#[must_use]
pub const fn jam_density(model: CrowdingModel) -> f64 {
    match model {
        CrowdingModel::Weidmann | CrowdingModel::FreeSpeed => WEIDMANN_JAM,
        CrowdingModel::Sfpe => 1.0 / SFPE_A,
    }
}

/// The share of the free speed that is walked at a density in persons/m²: from [`SLOWEST_SHARE`] to 1, never more in
/// a denser crowd. A density that is no number or not above zero is an empty street.
#[must_use]
pub fn relative_speed(model: CrowdingModel, density: f64) -> f64 {
    if density.is_nan() || density <= 0.0 {
        return 1.0;
    }
    let share = match model {
        CrowdingModel::Weidmann => -(-WEIDMANN_GAMMA * (1.0 / density - 1.0 / WEIDMANN_JAM)).exp_m1(),
        CrowdingModel::Sfpe => (1.0 - SFPE_A * density) / SFPE_FREE_SHARE,
        CrowdingModel::FreeSpeed => 1.0,
    };
    share.clamp(SLOWEST_SHARE, 1.0)
}

/// Persons that pass a metre of width in a second at a density in persons/m², walking at the model's
/// [`free_speed`] where nobody hinders. Beyond the [`jam_density`] no more people fit, so the flow stays as it is
/// there.
#[must_use]
pub fn flow(model: CrowdingModel, density: f64) -> f64 {
    let density = if density.is_nan() { 0.0 } else { density.clamp(0.0, jam_density(model)) };
    density * free_speed(model) * relative_speed(model, density)
}

/// Density of the largest [`flow`], persons/m²: 1.751 (Weidmann), 1.880 (SFPE, half its jam density), the jam density
/// where nobody slows down. A denser crowd passes less: on a street that nothing blocks ahead it does not come about.
#[must_use]
pub const fn density_of_largest_flow(model: CrowdingModel) -> f64 {
    match model {
        CrowdingModel::Weidmann => 1.751,
        CrowdingModel::Sfpe => 0.5 / SFPE_A,
        CrowdingModel::FreeSpeed => WEIDMANN_JAM,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn speed(model: CrowdingModel, density: f64) -> f64 {
        free_speed(model) * relative_speed(model, density)
    }

    /// The greatest flow and where it is, by looking at every thousandth.
    fn greatest(model: CrowdingModel) -> (f64, f64) {
        let densities = (1..5400).map(|n| f64::from(n) / 1000.0);
        densities.map(|density| (density, flow(model, density))).fold((0.0, 0.0), |a, b| if b.1 > a.1 { b } else { a })
    }

    #[test]
    fn weidmann_walks_as_published() {
        let published = [(0.5, 1.2984), (1.0, 1.0581), (2.0, 0.6062), (3.0, 0.3307), (4.0, 0.1563), (5.0, 0.0374)];
        for (density, expected) in published {
            let walked = speed(CrowdingModel::Weidmann, density);
            assert!((walked - expected).abs() < 0.000_05, "{density}: {walked}");
        }
        for (density, expected) in [(1.0, 1.058), (2.0, 1.212), (4.0, 0.625)] {
            let flow = flow(CrowdingModel::Weidmann, density);
            assert!((flow - expected).abs() < 0.000_6, "{density}: {flow}");
        }
        let (density, most) = greatest(CrowdingModel::Weidmann);
        assert!((density - 1.751).abs() < 0.001_5 && (most - 1.2249).abs() < 0.000_05, "{most} at {density}");
    }

    #[test]
    fn the_handbook_of_fire_engineers_is_followed() {
        for (density, expected) in [(0.3, 1.19), (0.54, 1.19), (1.0, 1.0276), (1.88, 0.6999), (3.0, 0.2828)] {
            let walked = speed(CrowdingModel::Sfpe, density);
            assert!((walked - expected).abs() < 0.000_05, "{density}: {walked}");
        }
        let (density, most) = greatest(CrowdingModel::Sfpe);
        assert!((density - 1.880).abs() < 0.001 && (most - 1.3158).abs() < 0.000_05, "{most} at {density}");
    }

    #[test]
    fn without_slowing_everybody_keeps_the_free_speed() {
        for density in [0.0, 1.0, 5.4, 100.0] {
            assert_eq!(relative_speed(CrowdingModel::FreeSpeed, density), 1.0);
        }
    }

    #[test]
    fn an_empty_street_is_free_and_a_packed_one_still_moves() {
        for model in CrowdingModel::ALL {
            for density in [0.0, -1.0, f64::NAN, f64::NEG_INFINITY, 1e-300] {
                assert_eq!(relative_speed(model, density), 1.0, "{model:?} {density}");
            }
            assert_eq!(flow(model, f64::NAN), 0.0);
            assert!(flow(model, f64::INFINITY) > 0.0 && flow(model, f64::INFINITY).is_finite());
        }
        for model in [CrowdingModel::Weidmann, CrowdingModel::Sfpe] {
            for density in [jam_density(model), 10.0, 1e300, f64::INFINITY] {
                assert_eq!(relative_speed(model, density), SLOWEST_SHARE, "{model:?} {density}");
            }
            let (_, most) = greatest(model);
            let jammed = flow(model, jam_density(model)) / most;
            assert!((0.06..0.13).contains(&jammed), "{model:?} lets {jammed} of the greatest flow pass in a jam");
        }
    }

    proptest! {
        #[test]
        fn a_denser_crowd_is_never_faster(
            model in prop::sample::select(CrowdingModel::ALL.to_vec()), density in 0.0f64..8.0, more in 0.0f64..8.0,
        ) {
            let (thin, dense) = (relative_speed(model, density), relative_speed(model, density + more));
            prop_assert!(dense <= thin && dense >= SLOWEST_SHARE && thin <= 1.0);
        }
    }

    #[test]
    fn no_other_density_lets_more_pass_than_that_of_the_largest_flow() {
        for model in CrowdingModel::ALL {
            let best = flow(model, density_of_largest_flow(model));
            let others = (1..540).map(|n| flow(model, f64::from(n) / 100.0));
            assert!(others.fold(0.0, f64::max) <= best * (1.0 + 1e-6), "{model:?}");
        }
    }
}
