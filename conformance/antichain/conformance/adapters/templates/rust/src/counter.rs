//! A stand-in for the library under test: a g-counter that counts to the largest u64.

use std::collections::BTreeMap;

/// Why the counter refuses a change; its state is unchanged.
#[derive(Debug)]
pub enum CounterError {
    Overflow,
}

/// One count for each replica; the total is their sum.
#[derive(Clone, Default)]
pub struct Counter {
    counts: BTreeMap<String, u64>,
}

impl Counter {
    pub fn increment(&mut self, replica: &str, by: u64) -> Result<(), CounterError> {
        self.value().checked_add(by).ok_or(CounterError::Overflow)?;
        *self.counts.entry(replica.to_string()).or_default() += by;
        Ok(())
    }

    pub fn merge(&mut self, other: &Counter) -> Result<(), CounterError> {
        let mut merged = self.counts.clone();
        for (replica, &count) in &other.counts {
            let mine = merged.entry(replica.clone()).or_default();
            *mine = count.max(*mine);
        }
        merged.values().try_fold(0u64, |sum, &count| sum.checked_add(count)).ok_or(CounterError::Overflow)?;
        self.counts = merged;
        Ok(())
    }

    pub fn value(&self) -> u64 {
        self.counts.values().sum()
    }

    pub fn counts(&self) -> &BTreeMap<String, u64> {
        &self.counts
    }
}
