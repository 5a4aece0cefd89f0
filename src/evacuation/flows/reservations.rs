//! Who has taken which step of a street: a table that holds only the steps somebody uses.

/// The steps of one arc, or of one waiting place, that are taken in part or in full.
#[derive(Clone, Debug, Default)]
pub(super) struct Reservations {
    /// Steps taken in part, with how many, ascending.
    partial: Vec<(u32, u32)>,
    /// Runs of steps taken in full, first and last, ascending, never touching.
    full: Vec<(u32, u32)>,
}

impl Reservations {
    /// The first step from `step` on that is not full; `None` when the clock ends before.
    pub(super) fn next_free(&self, step: u32) -> Option<u32> {
        let after = self.full.partition_point(|&(first, _)| first <= step);
        match after.checked_sub(1).and_then(|i| self.full.get(i)) {
            Some(&(_, last)) if last >= step => last.checked_add(1),
            Some(_) | None => Some(step),
        }
    }

    /// The last full step of the last run of full steps that reaches into `from..until`.
    pub(super) fn last_full(&self, from: u32, until: u32) -> Option<u32> {
        let before = self.full.partition_point(|&(first, _)| first < until);
        let &(_, last) = self.full.get(before.checked_sub(1)?)?;
        (last >= from && from < until).then_some(last)
    }

    /// What is left of `capacity` at a step.
    pub(super) fn left(&self, step: u32, capacity: u32) -> u32 {
        if self.next_free(step) != Some(step) {
            return 0;
        }
        match self.partial.binary_search_by_key(&step, |&(at, _)| at) {
            Ok(i) => capacity.saturating_sub(self.partial[i].1),
            Err(_) => capacity,
        }
    }

    /// Takes `persons` of a step; true when that filled it. The caller takes no more than is left.
    pub(super) fn take(&mut self, step: u32, persons: u32, capacity: u32) -> bool {
        debug_assert!(persons <= self.left(step, capacity), "more was taken than is left");
        let found = self.partial.binary_search_by_key(&step, |&(at, _)| at);
        let taken = persons + found.map_or(0, |i| self.partial[i].1);
        if taken < capacity {
            match found {
                Ok(i) => self.partial[i].1 = taken,
                Err(i) => self.partial.insert(i, (step, taken)),
            }
            return false;
        }
        if let Ok(i) = found {
            self.partial.remove(i);
        }
        self.fill(step);
        true
    }

    /// Runs of full steps, first and last, ascending.
    pub(super) fn full_runs(&self) -> &[(u32, u32)] {
        &self.full
    }

    fn fill(&mut self, step: u32) {
        let at = self.full.partition_point(|&(first, _)| first <= step);
        let joins_before = at.checked_sub(1).filter(|&i| self.full[i].1.checked_add(1) == Some(step));
        let joins_after = self.full.get(at).is_some_and(|&(first, _)| step.checked_add(1) == Some(first));
        match (joins_before, joins_after) {
            (Some(before), true) => {
                self.full[before].1 = self.full[at].1;
                self.full.remove(at);
            }
            (Some(before), false) => self.full[before].1 = step,
            (None, true) => self.full[at].0 = step,
            (None, false) => self.full.insert(at, (step, step)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Reservations;

    proptest! {
        /// A plain array of counts is the referee.
        #[test]
        fn the_sparse_table_agrees_with_a_plain_one(
            capacity in 1_u32..4,
            takes in proptest::collection::vec((0_u32..24, 1_u32..4), 0..60),
        ) {
            let mut sparse = Reservations::default();
            let mut plain = [0_u32; 40];
            for (step, persons) in takes {
                let left = capacity - plain[step as usize];
                prop_assert_eq!(sparse.left(step, capacity), left);
                let persons = persons.min(left);
                if persons > 0 {
                    plain[step as usize] += persons;
                    let is_full = plain[step as usize] == capacity;
                    prop_assert_eq!(sparse.take(step, persons, capacity), is_full);
                }
                for from in 0..30_u32 {
                    let expected = (from..40).find(|&s| plain[s as usize] < capacity);
                    prop_assert_eq!(sparse.next_free(from), expected);
                    for until in from..30 {
                        // The run goes on behind the span as far as steps are full.
                        let last = (from..until).rev().find(|&s| plain[s as usize] == capacity);
                        let last = last.map(|s| (s..40).take_while(|&s| plain[s as usize] == capacity).last().unwrap());
                        prop_assert_eq!(sparse.last_full(from, until), last);
                    }
                }
            }
        }
    }

    #[test]
    fn a_step_at_the_end_of_the_clock_has_no_next() {
        let mut table = Reservations::default();
        assert!(table.take(u32::MAX, 1, 1));
        assert_eq!(table.next_free(u32::MAX), None);
        assert_eq!(table.next_free(u32::MAX - 1), Some(u32::MAX - 1));
    }
}
