//! The adapter of `vec_clock`: vector clocks over a fixed number of replicas, which have an index each.
//!
//! `time` ticks and gives the clock; `time_by` joins and ticks. The clock of a replica has no other way to change.

mod adapter;

use adapter::{failed, serve, vector_clock, Answer, Library};
use serde_json::json;
use vec_clock::{CompareState, VecClock, VecTime};

struct Clocks;

impl Library for Clocks {
    /// The clock so far, and the index of its replica: `VecClock` has no clone, and is made from both.
    type State = (Vec<u64>, usize);

    fn create(&self, _: &str, index: usize, of: usize) -> Self::State {
        (vec![0; of], index)
    }
    fn tick(&self, (time, index): &mut Self::State, _: &str) -> Answer<()> {
        let mut clock = VecClock::new(VecTime::new(time.clone()), *index).or_else(failed)?;
        *time = clock.time().as_vec().clone();
        Ok(())
    }
    fn merge(&self, _: &mut Self::State, _: &Self::State) -> Answer<()> {
        adapter::unsupported()
    }
    fn receive(&self, (time, index): &mut Self::State, _: &str, theirs: &Self::State) -> Answer<()> {
        let mut clock = VecClock::new(VecTime::new(time.clone()), *index).or_else(failed)?;
        *time = clock.time_by(&theirs.0).or_else(failed)?.as_vec().clone();
        Ok(())
    }
    fn compare(&self, x: &Self::State, y: &Self::State) -> Answer<&'static str> {
        Ok(match VecTime::new(x.0.clone()).compare(&y.0).or_else(failed)? {
            CompareState::Same => "equal",
            CompareState::Before => "before",
            CompareState::After => "after",
            CompareState::Concurrent => "concurrent",
        })
    }
}

fn main() {
    let hello = json!({
        "protocol": 1, "name": "vec-clock", "version": env!("CARGO_PKG_VERSION"), "language": "rust",
        "homepage": "https://github.com/seto1221/vec_clock", "kinds": {"vector-clock": {}},
    });
    serve(hello, |kind| if kind == "vector-clock" { vector_clock(Clocks) } else { None });
}
