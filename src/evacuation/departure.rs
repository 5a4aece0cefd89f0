//! When people leave: the share of them on the way by a moment after the order.
//!
//! A household leaves together, at the moment where the curve reaches its own number from 0 to 1 (inverse transform).
//! That number hangs on the seed, the door and the household alone: the same household draws the same whatever the
//! order, whatever else is in the community, and whatever the plan is, so that two plans are compared with the same
//! luck.

use std::f64::consts::PI;

use crate::analysis::StudyValues;
use crate::ids::DemandId;
use crate::plan::DepartureCurve;
use crate::standards::ValueKey;

/// The planning values a departure curve needs, minutes; the plan's profile and overrides give them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DepartureValues {
    /// The fixed delay: `ValueKey::DepartureDelay`.
    pub delay_min: f64,
    /// The mean of the spread departures: `ValueKey::DepartureMean`.
    pub mean_min: f64,
}

impl DepartureValues {
    /// Those in force in a plan.
    #[must_use]
    pub fn of(values: &StudyValues) -> Self {
        Self { delay_min: values.number(ValueKey::DepartureDelay), mean_min: values.number(ValueKey::DepartureMean) }
    }
}

/// Milliseconds of a minute.
const MS_PER_MIN: f64 = 60_000.0;

/// The moment a household leaves, in whole milliseconds after the order of its area; `None`: it never does.
///
/// `u` is the household's number, 0 to below 1 (others are taken as the nearest of these): those up to a share leave
/// by the moment the curve reaches that share. Moments are rounded up to a millisecond, so that the curve has reached
/// `u` by then. O(rows of a table).
#[must_use]
pub fn departure_ms(curve: &DepartureCurve, values: DepartureValues, u: f64) -> Option<u32> {
    let u = if u.is_nan() { 0.0 } else { u.clamp(0.0, 1.0 - f64::EPSILON / 2.0) };
    match curve {
        DepartureCurve::Immediate => Some(0),
        DepartureCurve::Fixed => Some(whole_ms((values.delay_min * MS_PER_MIN).round())),
        DepartureCurve::Rayleigh => {
            let minutes = rayleigh_sigma(values.mean_min) * (-2.0 * (-u).ln_1p()).sqrt();
            Some(whole_ms((minutes * MS_PER_MIN).ceil()))
        }
        DepartureCurve::Table(rows) => table_minutes(rows, u).map(|minutes| whole_ms((minutes * MS_PER_MIN).ceil())),
    }
}

/// The share of the households that has left so many minutes after the order, 0 to 1; never less later.
/// O(rows of a table).
#[must_use]
pub fn share_gone(curve: &DepartureCurve, values: DepartureValues, minutes: f64) -> f64 {
    if minutes.is_nan() || minutes < 0.0 {
        return 0.0;
    }
    match curve {
        DepartureCurve::Immediate => 1.0,
        DepartureCurve::Fixed => f64::from(minutes >= values.delay_min),
        DepartureCurve::Rayleigh => {
            let sigma = rayleigh_sigma(values.mean_min);
            if sigma > 0.0 { -(-(minutes / sigma).powi(2) / 2.0).exp_m1() } else { 1.0 }
        }
        DepartureCurve::Table(rows) => table_share(rows, minutes),
    }
}

/// The parameter of a Rayleigh curve with a mean: F(t) = 1 − exp(−t² / 2σ²) has the mean σ √(π/2).
fn rayleigh_sigma(mean_min: f64) -> f64 {
    mean_min.max(0.0) * (2.0 / PI).sqrt()
}

/// The first moment after which more than `u` have left.
fn table_minutes(rows: &[(f64, f64)], u: f64) -> Option<f64> {
    let (mut earlier, mut fewer) = (0.0, 0.0);
    for &(minutes, share) in rows {
        if share > u {
            let part = if u > fewer { (u - fewer) / (share - fewer) } else { 0.0 };
            return Some(earlier + part * (minutes - earlier));
        }
        (earlier, fewer) = (minutes, share);
    }
    None
}

fn table_share(rows: &[(f64, f64)], at: f64) -> f64 {
    let (mut earlier, mut fewer) = (0.0, 0.0);
    for &(minutes, share) in rows {
        if at < minutes {
            return fewer + (share - fewer) * (at - earlier) / (minutes - earlier);
        }
        (earlier, fewer) = (minutes, share);
    }
    fewer
}

/// Milliseconds as a whole number; beyond 49 days the last moment there is.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "casts of floats stay within the type")]
const fn whole_ms(ms: f64) -> u32 {
    ms as u32
}

/// A household's number for its departure, 0 to below 1, evenly spread.
///
/// Households of a door are counted from 0. The number depends on the three arguments alone, so nobody's changes
/// when doors or households are added, left out, or asked in another order.
#[must_use]
pub const fn household_draw(seed: u64, door: DemandId, household: u32) -> f64 {
    draw(seed, 0, door, household)
}

/// A household's number for having a car, 0 to below 1, evenly spread and independent of
/// [`household_draw`]: it drives where this is below the share of households that drive.
#[must_use]
pub const fn car_draw(seed: u64, door: DemandId, household: u32) -> f64 {
    draw(seed, 1, door, household)
}

/// One draw in the stream of a purpose: the upper 53 bits of the hash.
#[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
const fn draw(seed: u64, purpose: u64, door: DemandId, household: u32) -> f64 {
    const STEPS: f64 = (1_u64 << 53) as f64;
    let stream = split_mix(split_mix(seed).wrapping_add(purpose));
    let hash = split_mix(stream ^ ((door.0 as u64) << 32 | household as u64));
    (hash >> 11) as f64 / STEPS
}

/// One step of `SplitMix64` (Steele, Lea and Flood 2014): the state goes in, the number comes out. A permutation, so
/// different states never give the same number.
const fn split_mix(state: u64) -> u64 {
    let z = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::plan::departure_table_fault;

    const VALUES: DepartureValues = DepartureValues { delay_min: 15.0, mean_min: 10.0 };

    fn minutes(curve: &DepartureCurve, u: f64) -> Option<f64> {
        departure_ms(curve, VALUES, u).map(|ms| f64::from(ms) / MS_PER_MIN)
    }

    /// Departures of many households, minutes, in order; those that never leave are missing.
    fn departures(curve: &DepartureCurve, n: u32) -> Vec<f64> {
        let mut all: Vec<f64> =
            (0..n).filter_map(|n| minutes(curve, household_draw(7, DemandId(n / 3), n % 3))).collect();
        all.sort_by(f64::total_cmp);
        all
    }

    #[test]
    fn the_generator_gives_the_published_numbers() {
        // The sequence of the seed 1234567, as its authors' own program prints it.
        let published: [u64; 5] = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ];
        for (step, expected) in (0..).zip(published) {
            let state = 1_234_567_u64.wrapping_add(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(step));
            assert_eq!(split_mix(state), expected);
        }
    }

    #[test]
    fn immediate_and_fixed_departures_do_not_hang_on_the_draw() {
        for u in [0.0, 0.3, 0.999_999] {
            assert_eq!(departure_ms(&DepartureCurve::Immediate, VALUES, u), Some(0));
            assert_eq!(departure_ms(&DepartureCurve::Fixed, VALUES, u), Some(900_000));
        }
        assert_eq!(share_gone(&DepartureCurve::Fixed, VALUES, 14.99), 0.0);
        assert_eq!(share_gone(&DepartureCurve::Fixed, VALUES, 15.0), 1.0);
        assert_eq!(share_gone(&DepartureCurve::Immediate, VALUES, 0.0), 1.0);
        assert_eq!(share_gone(&DepartureCurve::Immediate, VALUES, -1.0), 0.0);
    }

    #[test]
    fn rayleigh_departures_have_their_mean_and_quantiles() {
        let gone_at_mean = share_gone(&DepartureCurve::Rayleigh, VALUES, 10.0);
        assert!((gone_at_mean - 0.544).abs() < 0.000_5, "{gone_at_mean}");
        let all = departures(&DepartureCurve::Rayleigh, 90_000);
        #[expect(clippy::cast_precision_loss, reason = "few households")]
        let mean = all.iter().sum::<f64>() / all.len() as f64;
        assert!((mean - 10.0).abs() < 0.05, "{mean}");
        // The quantiles of the distribution: σ √(−2 ln(1 − p)) with σ = 10 √(2/π).
        for (rank, expected) in [(9_000, 3.663), (45_000, 9.394), (81_000, 17.122)] {
            assert!((all[rank] - expected).abs() < 0.1, "{rank}: {}", all[rank]);
        }
    }

    #[test]
    fn a_table_is_followed_and_who_is_not_in_it_never_leaves() {
        let table = DepartureCurve::Table(vec![(10.0, 0.5), (20.0, 0.5), (30.0, 0.8)]);
        for (u, expected) in [(0.0, Some(0.0)), (0.25, Some(5.0)), (0.5, Some(20.0)), (0.65, Some(25.0)), (0.8, None)] {
            let at = minutes(&table, u);
            assert!(at.zip(expected).map_or(at == expected, |(a, b)| (a - b).abs() < 1e-4), "{u}: {at:?}");
        }
        for (at, expected) in [(0.0, 0.0), (5.0, 0.25), (15.0, 0.5), (25.0, 0.65), (30.0, 0.8), (1e9, 0.8)] {
            assert!((share_gone(&table, VALUES, at) - expected).abs() < 1e-12, "{at}");
        }
        let left = departures(&table, 90_000).len();
        assert!((71_400..72_600).contains(&left), "{left}");
        let at_once = DepartureCurve::Table(vec![(0.0, 0.2), (10.0, 1.0)]);
        assert_eq!((minutes(&at_once, 0.1), share_gone(&at_once, VALUES, 0.0)), (Some(0.0), 0.2));
    }

    #[test]
    fn senseless_values_and_tables_stop_nothing() {
        let odd = DepartureValues { delay_min: -5.0, mean_min: 0.0 };
        assert_eq!(departure_ms(&DepartureCurve::Fixed, odd, 0.5), Some(0));
        assert_eq!(departure_ms(&DepartureCurve::Rayleigh, odd, 0.5), Some(0));
        assert_eq!(share_gone(&DepartureCurve::Rayleigh, odd, 0.0), 1.0);
        let far = DepartureValues { delay_min: f64::INFINITY, mean_min: f64::INFINITY };
        assert_eq!(departure_ms(&DepartureCurve::Fixed, far, 0.5), Some(u32::MAX));
        for u in [f64::NAN, -1.0, 1.0, f64::INFINITY] {
            assert!(departure_ms(&DepartureCurve::Rayleigh, VALUES, u).is_some());
        }
        let nothing = DepartureCurve::Table(Vec::new());
        assert_eq!((departure_ms(&nothing, VALUES, 0.0), share_gone(&nothing, VALUES, 5.0)), (None, 0.0));
    }

    #[test]
    fn a_draw_hangs_on_seed_door_and_household_alone_and_differs_for_each() {
        let all = |doors: std::ops::Range<u32>| -> std::collections::BTreeMap<(u32, u32), u64> {
            let pairs = doors.rev().flat_map(|door| (0..4).map(move |household| (door, household)));
            pairs.map(|(d, h)| ((d, h), household_draw(1, DemandId(d), h).to_bits())).collect()
        };
        let (few, more) = (all(0..500), all(0..501));
        assert!(few.iter().all(|(who, drawn)| more.get(who) == Some(drawn)), "a door more shifts nobody");
        let different: std::collections::BTreeSet<u64> = more.values().copied().collect();
        assert_eq!(different.len(), more.len());
        assert_ne!(household_draw(1, DemandId(3), 0), household_draw(2, DemandId(3), 0));
        assert_ne!(household_draw(1, DemandId(3), 0), car_draw(1, DemandId(3), 0));
    }

    #[test]
    fn draws_are_evenly_spread_and_those_for_cars_independent() {
        let mut tenths = [[0_u32; 10]; 10];
        let tenth = |u: f64| (0..10_u8).rev().find(|n| u >= f64::from(*n) / 10.0).map_or(0, usize::from);
        for n in 0..100_000_u32 {
            let door = DemandId(n / 4);
            tenths[tenth(household_draw(1, door, n % 4))][tenth(car_draw(1, door, n % 4))] += 1;
        }
        // Chi-squared of the hundred fields: 99 degrees of freedom, beyond 149 once in a thousand seeds.
        let chi: f64 = tenths.iter().flatten().map(|&n| (f64::from(n) - 1000.0).powi(2) / 1000.0).sum();
        assert!(chi < 149.0, "{chi}");
    }

    fn table() -> impl Strategy<Value = DepartureCurve> {
        prop::collection::vec((0.01f64..60.0, 0.0f64..0.2), 1..6).prop_map(|steps| {
            let (mut minutes, mut share) = (0.0, 0.0);
            let rows = steps.into_iter().map(|(later, more)| {
                (minutes, share) = (minutes + later, share + more);
                (minutes, share)
            });
            DepartureCurve::Table(rows.collect())
        })
    }

    proptest! {
        #[test]
        fn by_the_moment_somebody_leaves_the_curve_has_reached_them(
            curve in prop_oneof![table(), Just(DepartureCurve::Rayleigh), Just(DepartureCurve::Immediate)],
            u in 0.0f64..1.0,
        ) {
            if let DepartureCurve::Table(rows) = &curve {
                prop_assert_eq!(departure_table_fault(rows), None);
            }
            match departure_ms(&curve, VALUES, u) {
                Some(ms) => {
                    let at = f64::from(ms) / MS_PER_MIN;
                    prop_assert!(share_gone(&curve, VALUES, at) + 1e-9 >= u);
                    // And not a millisecond later than need be.
                    let before = (f64::from(ms) - 1.0) / MS_PER_MIN;
                    prop_assert!(ms == 0 || share_gone(&curve, VALUES, before) <= u + 1e-9);
                }
                None => prop_assert!(u >= curve.share_that_leaves()),
            }
        }

        #[test]
        fn nobody_comes_back(curve in prop_oneof![table(), Just(DepartureCurve::Rayleigh)], t in 0.0f64..200.0) {
            let (now, later) = (share_gone(&curve, VALUES, t), share_gone(&curve, VALUES, t * 1.01));
            prop_assert!(now <= later + 1e-12 && (0.0..=1.0).contains(&later));
        }
    }
}
