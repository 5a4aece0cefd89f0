//! Person-weighted quantiles: how far the middle person and the 95th of a hundred walk.

/// A length in millimetres and the people who walk it.
pub(super) type Walk = (u32, u32);

/// Buckets of the first, coarse pass.
const BUCKETS: usize = 2048;

/// Median, 95th percentile and maximum of a walk, in millimetres.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quantiles {
    pub(super) median: u32,
    pub(super) p95: u32,
    pub(super) max: u32,
}

/// The nearest-rank quantiles of people lined up by the length they walk: the median is the length of person
/// number ⌈n/2⌉, the 95th percentile that of person number ⌈95 n/100⌉. `None` where nobody walks.
///
/// O(doors) plus a sort of the few that share a bucket with the answer; exact.
pub(super) fn quantiles(walks: &[Walk]) -> Option<Quantiles> {
    let (mut total, mut max) = (0u64, None);
    for &(length, persons) in walks.iter().filter(|walk| walk.1 > 0) {
        total += u64::from(persons);
        max = max.max(Some(length));
    }
    let max = max?;
    let shift = (u32::BITS - max.leading_zeros()).saturating_sub(BUCKETS.ilog2());
    let bucket_of = |length: u32| (length >> shift) as usize;
    let mut persons_in = vec![0u64; BUCKETS];
    for &(length, persons) in walks {
        if let Some(bucket) = persons_in.get_mut(bucket_of(length)) {
            *bucket += u64::from(persons);
        }
    }
    let at_rank = |rank: u64| {
        let mut before = 0u64;
        for (bucket, &persons) in persons_in.iter().enumerate() {
            if before + persons >= rank {
                return within_bucket(walks, |length| bucket_of(length) == bucket, rank - before).unwrap_or(max);
            }
            before += persons;
        }
        max
    };
    Some(Quantiles { median: at_rank(total.div_ceil(2)), p95: at_rank((total * 95).div_ceil(100)), max })
}

fn within_bucket(walks: &[Walk], is_inside: impl Fn(u32) -> bool, rank: u64) -> Option<u32> {
    let mut inside: Vec<Walk> = walks.iter().copied().filter(|&(length, n)| n > 0 && is_inside(length)).collect();
    inside.sort_unstable();
    let mut before = 0u64;
    inside.into_iter().find_map(|(length, persons)| {
        before += u64::from(persons);
        (before >= rank).then_some(length)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nobody_walks_no_distance() {
        assert_eq!(quantiles(&[]), None);
        assert_eq!(quantiles(&[(500, 0)]), None);
    }

    #[test]
    fn twenty_people_lined_up() {
        // 1 m: 10 people, 2 m: 8, 3 m: 1, 9 m: 1. Person 10 walks 1 m, person 19 walks 3 m.
        let walks = [(3_000, 1), (1_000, 10), (9_000, 1), (2_000, 8)];
        assert_eq!(quantiles(&walks), Some(Quantiles { median: 1_000, p95: 3_000, max: 9_000 }));
    }

    proptest! {
        #[test]
        fn quantiles_equal_those_of_a_full_sort(
            walks in prop::collection::vec((prop_oneof![0u32..5_000_000, any::<u32>(), Just(u32::MAX)], 0u32..40), 0..80),
        ) {
            let mut people: Vec<u32> = walks.iter().flat_map(|&(l, n)| std::iter::repeat_n(l, n as usize)).collect();
            people.sort_unstable();
            let n = people.len();
            let expected = (n > 0).then(|| Quantiles {
                median: people[n.div_ceil(2) - 1],
                p95: people[(n * 95).div_ceil(100) - 1],
                max: people[n - 1],
            });
            prop_assert_eq!(quantiles(&walks), expected);
        }
    }
}
