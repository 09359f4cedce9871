//! The adapter of `itc`: interval tree clocks, which have no replica names.
//!
//! The replicas of a history share the identity of one seed, which is forked in halves until there is one for each.
//! A fork takes time that is exponential in the number of earlier ones, so at most 64 replicas are claimed.

mod adapter;

use adapter::{serve, session, Answer, Library};
use itc::{IntervalTreeClock, LessThanOrEqual, Stamp};
use serde_json::json;

struct Stamps;

impl Library for Stamps {
    type State = Stamp;

    fn create(&self, _: &str, index: usize, of: usize) -> Self::State {
        let (mut stamp, mut first, mut end) = (Stamp::seed(), 0, of);
        while end - first > 1 {
            let middle = first + (end - first) / 2;
            let (left, right) = stamp.fork();
            (stamp, first, end) = if index < middle { (left, first, middle) } else { (right, middle, end) };
        }
        stamp
    }
    fn tick(&self, stamp: &mut Self::State, _: &str) -> Answer<()> {
        *stamp = stamp.event();
        Ok(())
    }
    fn merge(&self, mine: &mut Self::State, theirs: &Self::State) -> Answer<()> {
        *mine = mine.join(&theirs.peek().0);
        Ok(())
    }
    fn compare(&self, x: &Self::State, y: &Self::State) -> Answer<&'static str> {
        Ok(match (x.leq(y), y.leq(x)) {
            (true, true) => "equal",
            (true, false) => "before",
            (false, true) => "after",
            (false, false) => "concurrent",
        })
    }
}

fn main() {
    let hello = json!({
        "protocol": 1, "name": "itc", "version": env!("CARGO_PKG_VERSION"), "language": "rust",
        "homepage": "https://github.com/cmsd2/itc", "kinds": {"version-vector": {"step": "increasing", "replicas": 64}},
    });
    serve(hello, |kind| if kind == "version-vector" { session(Stamps) } else { None });
}
