//! The allocation against a linear program, against brute force, against itself, and against published figures.

use proptest::prelude::*;

use super::{
    Assignment, AssignmentProblem, CertificateFault, Part, Places, Priority, Unit, UnitWay, WholeSearch, certify,
};
use crate::jobs::JobContext;

/// Cost of staying without a place in the oracles: more than any chain of walks.
const NO_PLACE: f64 = 1e6;

fn solve(problem: &AssignmentProblem) -> Assignment {
    Assignment::solve(problem.clone(), &JobContext::new()).expect("not cancelled")
}

/// People without a place, and person-millimetres.
fn value(solved: &Assignment) -> (u64, u128) {
    (solved.load(solved.problem().sites.len()), solved.person_millimetres())
}

/// The same by a linear program.
fn linear_program(problem: &AssignmentProblem) -> (f64, f64) {
    let (left, walk) = linear_program_with(problem, |_| NO_PLACE, |way| f64::from(way.millimetres), None);
    (left / NO_PLACE, walk)
}

/// What staying costs by unit, and ways by their own, as little as a linear program finds; where asked, with what
/// staying weighs (by unit) held to a number.
fn linear_program_with(
    problem: &AssignmentProblem,
    staying: impl Fn(usize) -> f64,
    walking: impl Fn(&UnitWay) -> f64,
    held: Option<(&dyn Fn(usize) -> f64, f64)>,
) -> (f64, f64) {
    use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};
    let mut program = Problem::new(OptimizationDirection::Minimize);
    let mut into: Vec<Vec<(Variable, f64)>> = vec![Vec::new(); problem.sites.len()];
    let (mut left, mut walks, mut weights) = (Vec::new(), Vec::new(), Vec::new());
    for (n, unit) in problem.units.iter().enumerate() {
        let mut row: Vec<(Variable, f64)> = Vec::new();
        for way in &unit.ways {
            let variable = program.add_var(walking(way), (0.0, f64::INFINITY));
            row.push((variable, 1.0));
            into[way.site as usize].push((variable, 1.0));
            walks.push((variable, walking(way)));
        }
        let stays = program.add_var(staying(n), (0.0, f64::INFINITY));
        row.push((stays, 1.0));
        left.push((stays, staying(n)));
        weights.push((stays, held.map_or(0.0, |(weight, _)| weight(n))));
        program.add_constraint(&row, ComparisonOp::Eq, f64::from(unit.persons));
    }
    for (site, row) in problem.sites.iter().zip(&into) {
        #[expect(clippy::cast_precision_loss, reason = "small")]
        program.add_constraint(row, ComparisonOp::Le, site.capacity as f64);
    }
    if let Some((_, most)) = held {
        program.add_constraint(&weights, ComparisonOp::Le, most + 1e-9);
    }
    let microlp::SolveOutcome::Solution(solution) = program.solve().expect("there is always a solution") else {
        panic!("no limit was set");
    };
    let walk = walks.iter().map(|&(variable, cost)| solution.var_value(variable) * cost).sum();
    (left.iter().map(|&(variable, cost)| solution.var_value(variable) * cost).sum(), walk)
}

fn problems() -> impl Strategy<Value = AssignmentProblem> {
    (1_usize..6, 1_usize..14).prop_flat_map(|(n_sites, n_units)| {
        let capacities = proptest::collection::vec(0_u64..12, n_sites);
        // Few different lengths, so that there are ties; one in five ways is missing.
        let way = proptest::option::weighted(0.8, 0_u32..20);
        let unit = (0_u32..6, proptest::collection::vec(way, n_sites));
        (capacities, proptest::collection::vec(unit, n_units)).prop_map(|(capacities, units)| AssignmentProblem {
            units: (0_u64..).zip(units).map(|(key, (persons, ways))| unit_of(key, persons, &ways)).collect(),
            sites: (0_u64..).zip(capacities).map(|(key, capacity)| Places { key, capacity }).collect(),
        })
    })
}

fn unit_of(key: u64, persons: u32, ways: &[Option<u32>]) -> Unit {
    let ways = (0_u32..).zip(ways).filter_map(|(site, &way)| Some(UnitWay { site, millimetres: way? * 1000 }));
    Unit { key, persons, priority: Priority::ORDINARY, ways: ways.collect() }
}

/// Every unit's people are somewhere, no site holds more than it can.
fn adds_up(solved: &Assignment) -> bool {
    let problem = solved.problem();
    let units = problem
        .units
        .iter()
        .enumerate()
        .all(|(n, unit)| solved.parts(n).iter().map(|part| part.persons).sum::<u32>() == unit.persons);
    let sites = problem.sites.iter().enumerate().all(|(n, site)| solved.load(n) <= site.capacity);
    units && sites
}

fn sorted_parts(solved: &Assignment) -> Vec<Vec<(u32, u32)>> {
    let of = |unit: usize| {
        let mut parts: Vec<(u32, u32)> = solved.parts(unit).iter().map(|part| (part.site, part.persons)).collect();
        parts.sort_unstable();
        parts
    };
    (0..solved.problem().units.len()).map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn nobody_does_better_than_the_allocation(problem in problems()) {
        let solved = solve(&problem);
        prop_assert!(adds_up(&solved));
        let (left, walk) = value(&solved);
        let (lp_left, lp_walk) = linear_program(&problem);
        #[expect(clippy::cast_precision_loss, reason = "small")]
        let difference = (left as f64 - lp_left).abs().max((walk as f64 - lp_walk).abs());
        prop_assert!(difference < 1e-3, "{left} {walk} against {lp_left} {lp_walk}");
        let mut solved = solved;
        let prices = solved.prices();
        prop_assert_eq!(certify(&problem, |unit| solved.parts(unit), &prices), Ok(()));
    }

    #[test]
    fn an_edited_site_is_as_if_it_had_always_been_so(
        problem in problems(),
        edits in proptest::collection::vec((0_usize..6, 0_u64..12, proptest::collection::vec(proptest::option::weighted(0.8, 0_u32..20), 14)), 1..5),
    ) {
        let context = JobContext::new();
        let mut kept = solve(&problem);
        let mut edited = problem.clone();
        for (site, capacity, ways) in edits {
            let site = site % edited.sites.len();
            let places = Places { capacity, ..edited.sites[site] };
            edited.sites[site] = places;
            let number = u32::try_from(site).expect("few");
            let mut list = Vec::new();
            for ((n, unit), way) in (0_u32..).zip(&mut edited.units).zip(&ways) {
                unit.ways.retain(|way| way.site != number);
                if let &Some(length) = way {
                    list.push((n, length * 1000));
                    unit.ways.push(UnitWay { site: number, millimetres: length * 1000 });
                    unit.ways.sort_by_key(|way| way.site);
                }
            }
            kept.set_site(site, places, &list, &context).expect("not cancelled");
            prop_assert_eq!(kept.problem(), &edited);
            let mut fresh = solve(&edited);
            prop_assert!(adds_up(&kept));
            prop_assert_eq!(value(&kept), value(&fresh));
            prop_assert_eq!(sorted_parts(&kept), sorted_parts(&fresh));
            prop_assert_eq!(kept.savings(), fresh.savings());
            prop_assert_eq!(kept.prices(), fresh.prices());
            prop_assert!(certify(&edited, |unit| kept.parts(unit), &fresh.prices()).is_ok());
        }
    }

    #[test]
    fn an_edited_unit_is_as_if_it_had_always_been_so(
        problem in problems(),
        edits in proptest::collection::vec((0_usize..14, 0_u32..6, proptest::collection::vec(proptest::option::weighted(0.8, 0_u32..20), 6)), 1..5),
    ) {
        let context = JobContext::new();
        let mut kept = solve(&problem);
        let mut edited = problem.clone();
        for (unit, persons, ways) in edits {
            let unit = unit % edited.units.len();
            let value_of = unit_of(edited.units[unit].key, persons, &ways[..edited.sites.len()]);
            edited.units[unit] = value_of.clone();
            kept.set_unit(unit, value_of, &context).expect("not cancelled");
            prop_assert_eq!(value(&kept), value(&solve(&edited)));
            prop_assert_eq!(sorted_parts(&kept), sorted_parts(&solve(&edited)));
        }
    }

    #[test]
    fn a_place_more_saves_what_it_says(problem in problems(), site in 0_usize..6) {
        let site = site % problem.sites.len();
        let mut solved = solve(&problem);
        let saving = solved.savings()[site];
        let mut more = problem.clone();
        more.sites[site].capacity += 1;
        let ((left, walk), (left_more, walk_more)) = (value(&solved), value(&solve(&more)));
        prop_assert_eq!(i128::from(saving.places), i128::from(left) - i128::from(left_more));
        let signed = |walk: u128| i128::try_from(walk).expect("small");
        prop_assert_eq!(i128::from(saving.millimetres), signed(walk) - signed(walk_more));
    }

    #[test]
    fn the_vulnerable_are_placed_first(problem in problems(), flags in proptest::collection::vec(any::<bool>(), 14)) {
        let plain = solve(&problem);
        let mut ranked = problem.clone();
        for (unit, flag) in ranked.units.iter_mut().zip(flags) {
            unit.priority = if flag { Priority::VULNERABLE } else { Priority::ORDINARY };
        }
        let solved = solve(&ranked);
        let n_sites = problem.sites.len();
        prop_assert_eq!(solved.load(n_sites), plain.load(n_sites), "nobody loses a place to an order");
        // Alone in the town the vulnerable could do no better.
        let mut alone = ranked.clone();
        for unit in alone.units.iter_mut().filter(|unit| unit.priority == Priority::ORDINARY) {
            unit.persons = 0;
        }
        let left: u32 = (0..ranked.units.len()).filter(|&n| ranked.units[n].priority == Priority::VULNERABLE)
            .flat_map(|n| solved.parts(n)).filter(|part| part.site as usize == n_sites).map(|part| part.persons).sum();
        prop_assert_eq!(u64::from(left), solve(&alone).load(n_sites));
    }

    #[test]
    fn a_changed_capacity_is_as_if_it_had_always_been_so(
        problem in problems(),
        edits in proptest::collection::vec((0_usize..6, 0_u64..12), 1..6),
    ) {
        let mut kept = solve(&problem);
        let mut edited = problem.clone();
        for (site, capacity) in edits {
            let site = site % edited.sites.len();
            edited.sites[site].capacity = capacity;
            kept.set_capacity(site, capacity, &JobContext::new()).expect("not cancelled");
            prop_assert!(adds_up(&kept));
            prop_assert_eq!(sorted_parts(&kept), sorted_parts(&solve(&edited)));
        }
    }

    #[test]
    fn a_tampered_certificate_is_refused(problem in problems(), unit in 0_usize..14, site in 0_u32..6) {
        let mut solved = solve(&problem);
        let prices = solved.prices();
        let unit = unit % problem.units.len();
        // A way a person takes becomes longer, and there is a strictly better one.
        let Some(part) = solved.parts(unit).iter().find(|part| (part.site as usize) < problem.sites.len()) else {
            return Ok(());
        };
        let mut tampered = problem.clone();
        let way = tampered.units[unit].ways.iter_mut().find(|way| way.site == part.site).expect("taken");
        way.millimetres += 10_000_000;
        let is_better = |way: &UnitWay| {
            way.site != part.site && prices[way.site as usize].is_some_and(|price| price.places == 0)
        };
        prop_assume!(problem.units[unit].ways.iter().any(is_better));
        prop_assert!(certify(&tampered, |unit| solved.parts(unit), &prices).is_err());
        // A person sent somewhere else than the allocation says is noticed too.
        let site = site % u32::try_from(problem.sites.len()).expect("few");
        let mut parts = solved.parts(unit).to_vec();
        prop_assume!(parts[0].site != site);
        parts[0].site = site;
        let of = |n: usize| if n == unit { parts.as_slice() } else { solved.parts(n) };
        let known = problem.units[unit].ways.iter().any(|way| way.site == site);
        if !known {
            let is_refused = matches!(certify(&problem, of, &prices), Err(CertificateFault::NoWay { .. }));
            prop_assert!(is_refused);
        }
    }

    #[test]
    fn of_split_units_the_more_vulnerable_have_the_places_as_a_linear_program_gives_them(
        problem in problems(),
        weak in proptest::collection::vec(0_u32..6, 14),
    ) {
        let weak: Vec<u32> = problem.units.iter().zip(weak).map(|(unit, weak)| weak.min(unit.persons)).collect();
        let people = problem.units.iter().zip(&weak).map(|(unit, &weak)| (unit.persons, weak));
        let mut ranked = problem.clone();
        for (unit, priority) in ranked.units.iter_mut().zip(Priority::by_share(people)) {
            unit.priority = priority;
        }
        let mut solved = solve(&ranked);
        let share = |n: usize| f64::from(weak[n]) / f64::from(problem.units[n].persons.max(1));
        let has_no_place = |part: &&Part| part.site as usize == problem.sites.len();
        let of_part = |n: usize, part: &Part| share(n) * f64::from(part.persons);
        let left: f64 = (0..weak.len()).flat_map(|n| solved.parts(n).iter().filter(has_no_place).map(move |part| of_part(n, part))).sum();
        // First the vulnerable alone, by share; then everybody and the walking at that number.
        let (least, _) = linear_program_with(&problem, share, |_| 0.0, None);
        prop_assert!((left - least).abs() < 1e-6, "{left} vulnerable left, {least} at best");
        let costs = |way: &UnitWay| f64::from(way.millimetres);
        let (all, walk) = linear_program_with(&problem, |_| NO_PLACE, costs, Some((&share, least)));
        let (ours, our_walk) = value(&solved);
        #[expect(clippy::cast_precision_loss, reason = "small")]
        let difference = (ours as f64 - all / NO_PLACE).abs().max((our_walk as f64 - walk).abs());
        prop_assert!(difference < 1e-3, "{ours} {our_walk} against {all} {walk}");
        let prices = solved.prices();
        prop_assert_eq!(certify(&ranked, |unit| solved.parts(unit), &prices), Ok(()));
    }

    #[test]
    fn whole_units_go_where_brute_force_sends_them(
        problem in small_problems(),
        weak in proptest::collection::vec(0_u32..6, 6),
    ) {
        let found = WholeSearch::new(100_000).run(&problem, &weak, &JobContext::new()).expect("not cancelled");
        prop_assert!(found.is_proven);
        let best = brute_force(&problem, &weak);
        let ours = (found.vulnerable_without_place, found.persons_without_place, found.person_millimetres);
        prop_assert_eq!(ours, best);
        prop_assert!(found.bound_vulnerable_without_place <= best.0 && found.bound_without_place <= best.1);
        if let Some(walk) = found.bound_person_millimetres
            && (found.bound_vulnerable_without_place, found.bound_without_place) == (best.0, best.1)
        {
            prop_assert!(walk <= best.2);
        }
        let mut load = vec![0_u64; problem.sites.len()];
        for (unit, site) in problem.units.iter().zip(&found.sites) {
            if let Some(site) = site {
                load[*site as usize] += u64::from(unit.persons);
            }
        }
        prop_assert!(load.iter().zip(&problem.sites).all(|(load, site)| *load <= site.capacity));
    }
}

fn small_problems() -> impl Strategy<Value = AssignmentProblem> {
    problems().prop_map(|mut problem| {
        problem.units.truncate(6);
        problem.sites.truncate(3);
        for unit in &mut problem.units {
            unit.ways.retain(|way| way.site < 3 && (way.site as usize) < problem.sites.len());
        }
        problem
    })
}

/// Vulnerable people, and people, without a place, and the walking.
type Sum = (u64, u64, u128);

/// Every way to send whole units, one after the other.
fn brute_force(problem: &AssignmentProblem, weak: &[u32]) -> Sum {
    fn next(town: (&AssignmentProblem, &[u32]), unit: usize, room: &mut Vec<u64>, sum: Sum, best: &mut Sum) {
        let (problem, weak) = town;
        let Some(known) = problem.units.get(unit) else {
            *best = (*best).min(sum);
            return;
        };
        let persons = u64::from(known.persons);
        let vulnerable = u64::from(weak[unit]).min(persons);
        next(town, unit + 1, room, (sum.0 + vulnerable, sum.1 + persons, sum.2), best);
        for way in &known.ways {
            let site = way.site as usize;
            if room[site] >= persons {
                room[site] -= persons;
                let walk = u128::from(way.millimetres) * u128::from(persons);
                next(town, unit + 1, room, (sum.0, sum.1, sum.2 + walk), best);
                room[site] += persons;
            }
        }
    }
    let mut best = (u64::MAX, u64::MAX, u128::MAX);
    let mut room = problem.sites.iter().map(|site| site.capacity).collect();
    next((problem, weak), 0, &mut room, (0, 0, 0), &mut best);
    best
}

/// The published town: San Francisco's 205 census tracts and four stores (pysal/spopt, BSD-3-Clause), places added.
fn san_francisco(capacity: u64) -> Option<AssignmentProblem> {
    let shared = std::env::var_os("MUSTER_SHARED")
        .map_or_else(|| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), std::path::PathBuf::from);
    let folder = shared.join("data/siting-san-francisco");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    let people = read("SF_demand_205_centroid_uniform_weight.csv")?;
    let ways = read("SF_network_distance_candidateStore_16_censusTract_205_new.csv")?;
    let fields =
        |line: &str| -> Vec<String> { line.split(',').map(|field| field.trim_matches('"').to_owned()).collect() };
    let stores = ["store_11", "store_12", "store_15", "store_2"];
    let columns = fields(people.lines().next()?);
    let column = |columns: &[String], name: &str| columns.iter().position(|column| column == name);
    let (name, persons) = (column(&columns, "NAME")?, column(&columns, "POP2000")?);
    let mut units: Vec<Unit> = Vec::new();
    let mut number = std::collections::BTreeMap::new();
    for (key, line) in (0_u64..).zip(people.lines().skip(1)) {
        let fields = fields(line);
        number.insert(fields[name].trim_start_matches('0').to_owned(), units.len());
        units.push(Unit { key, persons: fields[persons].parse().ok()?, ..Unit::default() });
    }
    let columns = fields(ways.lines().next()?);
    let find = |wanted: &str| columns.iter().position(|column| column.eq_ignore_ascii_case(wanted));
    let (distance, store, tract) = (find("distance")?, find("name")?, find("DestinationName")?);
    for line in ways.lines().skip(1) {
        let fields = fields(line);
        let Some(site) = stores.iter().position(|name| name.eq_ignore_ascii_case(&fields[store])) else { continue };
        let Some(&unit) = number.get(fields[tract].trim_start_matches('0')) else { continue };
        let metres: f64 = fields[distance].parse().ok()?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some kilometres")]
        let millimetres = (metres * 1e3).round() as u32;
        let site = u32::try_from(site).ok()?;
        units[unit].ways.push(UnitWay { site, millimetres });
    }
    for unit in &mut units {
        unit.ways.sort_by_key(|way| way.site);
    }
    Some(AssignmentProblem { units, sites: (0..4).map(|key| Places { key, capacity }).collect() })
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that skips says so")]
fn san_francisco_comes_out_as_published() {
    let Some(free) = san_francisco(u64::MAX) else {
        eprintln!("skipped: ../shared/data/siting-san-francisco is not there");
        return;
    };
    #[expect(clippy::cast_precision_loss, reason = "person-metres to the centimetre")]
    let metres = |value: u128| value as f64 / 1e3;
    let nearest = solve(&free);
    assert_eq!((0..4).map(|site| nearest.load(site)).collect::<Vec<_>>(), [117_134, 299_036, 381_785, 157_158]);
    // Ways are whole millimetres here: up to half a millimetre for each of 955,113 people.
    let is_near = |value: u128, published: f64| (metres(value) - published).abs() < 480.0;
    assert!(is_near(nearest.person_millimetres(), 2_848_268_129.71), "{}", nearest.person_millimetres());
    for (capacity, optimum, split, prices, whole) in [
        (300_000, 2_950_468_637.06, 2, [0.0, 1_137.41, 2_477.55, 0.0], 2_952_467_076.01),
        (250_000, 3_371_219_686.92, 3, [0.0, 5_986.95, 8_387.02, 4_368.63], 3_377_059_947.76),
        (240_000, 3_577_197_690.00, 3, [0.0, 6_744.53, 9_735.50, 5_607.12], 3_583_865_443.05),
    ] {
        let problem = san_francisco(capacity).expect("it was there");
        let mut solved = solve(&problem);
        assert!(is_near(solved.person_millimetres(), optimum), "{capacity}: {}", solved.person_millimetres());
        assert_eq!((0..205).filter(|&unit| solved.parts(unit).len() > 1).count(), split);
        for (site, published) in prices.into_iter().enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "some kilometres")]
            let price = solved.prices()[site].map_or(f64::NAN, |price| price.millimetres as f64 / 1e3);
            assert!((price - published).abs() < 0.02, "{capacity}, store {site}: {price} against {published}");
        }
        assert_eq!(certify(&problem, |unit| solved.parts(unit), &solved.clone().prices()), Ok(()));
        let found = WholeSearch::new(100_000).run(&problem, &[], &JobContext::new()).expect("not cancelled");
        assert!(found.is_proven && is_near(found.person_millimetres, whole), "{capacity}: {found:?}");
        assert_eq!(found.bound_person_millimetres, Some(solved.person_millimetres()));
    }
}

#[test]
fn numbers_as_large_as_they_get_are_added_up_in_the_same_order() {
    let far = |site: u32, millimetres: u32| UnitWay { site, millimetres };
    let unit = |key: u64, persons: u32, ways: Vec<UnitWay>| Unit { key, persons, ways, ..Unit::default() };
    let problem = AssignmentProblem {
        units: vec![
            unit(0, u32::MAX, vec![far(0, 0)]),
            unit(1, u32::MAX, vec![far(0, u32::MAX), far(1, u32::MAX)]),
            unit(2, u32::MAX - 1, vec![far(0, u32::MAX)]),
            unit(3, 1, vec![far(1, u32::MAX)]),
        ],
        sites: (0..2).map(|key| Places { key, capacity: u64::from(u32::MAX) }).collect(),
    };
    // The second and the third have nearly the same share of vulnerable people: 2 and 1 are not.
    let weak = [u32::MAX - 3, u32::MAX - 2, u32::MAX - 2, 0];
    let found = WholeSearch::new(1_000).run(&problem, &weak, &JobContext::new()).expect("not cancelled");
    let best = brute_force(&problem, &weak);
    assert!(found.is_proven);
    let ours = (found.vulnerable_without_place, found.persons_without_place, found.person_millimetres);
    assert_eq!(ours, best);
    assert_eq!(found.sites, [None, Some(1), Some(0), None]);
}

#[test]
fn nobody_and_nowhere_are_answered() {
    let solved = solve(&AssignmentProblem::default());
    assert_eq!(value(&solved), (0, 0));
    let alone = AssignmentProblem { units: vec![unit_of(0, 7, &[])], sites: Vec::new() };
    assert_eq!(value(&solve(&alone)), (7, 0));
    assert_eq!(solve(&alone).parts(0), [Part { site: 0, persons: 7 }]);
}
