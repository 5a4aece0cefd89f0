//! How many persons a site holds when each needs a given area.

/// Relative allowance for rounding in the last digits: an area typed as 0.7 m² at 0.1 m²
/// a person holds 7, although the quotient of the two binary numbers is a hair below.
const ROUNDING_ALLOWANCE: f64 = 1e-9;

/// Persons that fit on `effective_area_m2` (square metres, zero or more) when each needs
/// `area_per_person_m2` (square metres, above zero), rounded down to whole persons.
///
/// Zero when a number is negative, not finite, or the area per person is zero: a site
/// without a usable rule holds nobody rather than everybody.
#[must_use]
pub fn capacity_persons(effective_area_m2: f64, area_per_person_m2: f64) -> u32 {
    let is_usable = effective_area_m2.is_finite()
        && area_per_person_m2.is_finite()
        && effective_area_m2 > 0.0
        && area_per_person_m2 > 0.0;
    if !is_usable {
        return 0;
    }
    let persons = (effective_area_m2 / area_per_person_m2 * (1.0 + ROUNDING_ALLOWANCE)).floor();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "positive, and `as` stops at the largest u32 instead of wrapping"
    )]
    let persons = persons as u32;
    persons
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_hectare_at_two_square_metres_holds_5000() {
        assert_eq!(capacity_persons(10_000.0, 2.0), 5_000);
    }

    #[test]
    fn one_hectare_holds_what_the_shelter_classes_say() {
        let by_class = [0.5, 1.0, 2.0, 3.0, 4.5].map(|area| capacity_persons(10_000.0, area));
        assert_eq!(by_class, [20_000, 10_000, 5_000, 3_333, 2_222]);
    }

    #[test]
    fn a_part_of_a_place_is_no_place() {
        assert_eq!(capacity_persons(10.4, 3.5), 2);
    }

    #[test]
    fn binary_fractions_do_not_cost_a_place() {
        assert_eq!(capacity_persons(0.7, 0.1), 7);
        assert_eq!(capacity_persons(18.6, 1.86), 10);
    }

    #[test]
    fn senseless_numbers_hold_nobody() {
        for (area, per_person) in [(-1.0, 2.0), (100.0, 0.0), (100.0, -2.0), (f64::NAN, 2.0), (f64::INFINITY, 2.0)] {
            assert_eq!(capacity_persons(area, per_person), 0, "{area} by {per_person}");
        }
        assert_eq!(capacity_persons(1e300, 1.0), u32::MAX);
    }
}
