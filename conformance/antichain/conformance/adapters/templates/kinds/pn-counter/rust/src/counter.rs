//! A stand-in for the library under test: a pn-counter, whose counts and total stay within i64.

use std::collections::BTreeMap;

/// Two counts for each replica: what it added, and what it took away.
#[derive(Clone, Default)]
pub struct Counter {
    counts: BTreeMap<String, (u64, u64)>,
}

impl Counter {
    pub fn increment(&mut self, replica: &str, by: u64) {
        self.counts.entry(replica.to_string()).or_default().0 += by;
    }

    pub fn decrement(&mut self, replica: &str, by: u64) {
        self.counts.entry(replica.to_string()).or_default().1 += by;
    }

    pub fn merge(&mut self, other: &Counter) {
        for (replica, &(added, taken)) in &other.counts {
            let mine = self.counts.entry(replica.clone()).or_default();
            *mine = (added.max(mine.0), taken.max(mine.1));
        }
    }

    /// Return the total; the sum of the first few counts may exceed i64, where the total does not.
    pub fn value(&self) -> i64 {
        self.counts.values().map(|&(added, taken)| i128::from(added) - i128::from(taken)).sum::<i128>() as i64
    }

    pub fn counts(&self) -> &BTreeMap<String, (u64, u64)> {
        &self.counts
    }
}
