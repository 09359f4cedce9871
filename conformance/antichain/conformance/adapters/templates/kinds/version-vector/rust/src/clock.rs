//! A stand-in for the library under test: a version vector, which counts the updates of each replica.

use std::cmp::Ordering;
use std::collections::BTreeMap;

/// One count for each replica; a missing one is 0.
#[derive(Clone, Default, PartialEq)]
pub struct Clock {
    counts: BTreeMap<String, u64>,
}

impl Clock {
    pub fn of(counts: BTreeMap<String, u64>) -> Clock {
        Clock { counts }
    }

    pub fn tick(&mut self, replica: &str) {
        *self.counts.entry(replica.to_string()).or_default() += 1;
    }

    pub fn merge(&mut self, other: &Clock) {
        for (replica, &count) in &other.counts {
            let mine = self.counts.entry(replica.clone()).or_default();
            *mine = count.max(*mine);
        }
    }

    /// Return whether every update that the other knows is known here.
    fn knows(&self, other: &Clock) -> bool {
        other.counts.iter().all(|(replica, count)| self.counts.get(replica).unwrap_or(&0) >= count)
    }

    pub fn counts(&self) -> &BTreeMap<String, u64> {
        &self.counts
    }
}

impl PartialOrd for Clock {
    fn partial_cmp(&self, other: &Clock) -> Option<Ordering> {
        match (self.knows(other), other.knows(self)) {
            (true, true) => Some(Ordering::Equal),
            (true, false) => Some(Ordering::Greater),
            (false, true) => Some(Ordering::Less),
            (false, false) => None,
        }
    }
}
