//! A Rust library on standard input and output: this file keeps the replicas and messages, the library does the rest.
//!
//! An adapter implements [`Library`] for each kind, with what the library has, and calls [`serve`]. What it leaves out
//! is answered "unsupported". A panic of the library is answered as an error.

// Each adapter uses a part of this file.
#![allow(dead_code)]

use serde_json::{json, Map, Value};
use std::collections::HashMap;
use std::io::{BufRead, Write};
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::time::Instant;

/// Why a request has no result.
pub enum Refusal {
    /// The adapter does not offer the request.
    Unsupported,
    /// The library refuses by contract; the code is one of the protocol's.
    Rejected(&'static str, String),
    /// The library fails.
    Failed(String),
}

pub type Answer<T> = Result<T, Refusal>;

pub fn unsupported<T>() -> Answer<T> {
    Err(Refusal::Unsupported)
}

pub fn rejected<T>(code: &'static str, text: impl ToString) -> Answer<T> {
    Err(Refusal::Rejected(code, text.to_string()))
}

pub fn failed<T>(text: impl ToString) -> Answer<T> {
    Err(Refusal::Failed(text.to_string()))
}

/// A library for one kind. A state is cloned to make a message, so nothing done to it later may change the clone.
pub trait Library {
    type State: Clone;

    /// The state of a replica; `index` is its place in the list of replicas, whose length is `of`.
    fn create(&self, replica: &str, index: usize, of: usize) -> Self::State;
    fn tick(&self, _: &mut Self::State, _replica: &str) -> Answer<()> {
        unsupported()
    }
    fn increment(&self, _: &mut Self::State, _replica: &str, _by: &Value) -> Answer<()> {
        unsupported()
    }
    fn decrement(&self, _: &mut Self::State, _replica: &str, _by: &Value) -> Answer<()> {
        unsupported()
    }
    fn merge(&self, mine: &mut Self::State, theirs: &Self::State) -> Answer<()>;
    /// What a vector clock does when it takes a message in: join, then tick.
    fn receive(&self, mine: &mut Self::State, replica: &str, theirs: &Self::State) -> Answer<()> {
        self.merge(mine, theirs)?;
        self.tick(mine, replica)
    }
    /// A message with what is new since the last delta.
    fn delta(&self, _: &mut Self::State) -> Answer<Self::State> {
        unsupported()
    }
    fn value(&self, _: &Self::State) -> Answer<Value> {
        unsupported()
    }
    fn entries(&self, _: &Self::State) -> Answer<Value> {
        unsupported()
    }
    fn compare(&self, _x: &Self::State, _y: &Self::State) -> Answer<&'static str> {
        unsupported()
    }
    fn construct(&self, _entries: &Map<String, Value>) -> Answer<Self::State> {
        unsupported()
    }
    fn encode(&self, _: &Self::State) -> Answer<String> {
        unsupported()
    }
    fn decode(&self, _bytes: &str) -> Answer<Self::State> {
        unsupported()
    }
}

/// Return an amount as the type of the library's argument, which refuses what it cannot hold.
pub fn amount<T: TryFrom<i128>>(by: &Value) -> Answer<T> {
    let text = by.as_str().map_or_else(|| by.to_string(), str::to_string);
    let Ok(whole) = text.strip_suffix(".0").unwrap_or(&text).parse::<i128>() else {
        return match text.trim_start_matches('-').parse::<f64>() {
            Ok(number) if number.fract() == 0.0 => rejected("overflow", "the argument's type cannot hold it"),
            _ => rejected("not-an-integer", "the argument's type cannot hold it"),
        };
    };
    match T::try_from(whole) {
        Ok(held) => Ok(held),
        Err(_) if whole < 0 => rejected("negative", "the argument's type cannot hold it"),
        Err(_) => rejected("overflow", "the argument's type cannot hold it"),
    }
}

/// Return a whole number as it travels: a string of digits where a reader might round it.
pub fn whole(number: impl ToString) -> Value {
    let text = number.to_string();
    match text.parse::<i64>() {
        Ok(small) if small.abs() < 1 << 53 => json!(small),
        _ => json!(text),
    }
}

/// Return the entries of a clock or a g-counter as they travel.
pub fn entries<'a, N: ToString>(counts: impl IntoIterator<Item = (&'a String, N)>) -> Value {
    let pairs = counts.into_iter().map(|(replica, count)| (replica.clone(), whole(count)));
    Value::Object(pairs.collect())
}

/// Return the word for an order.
pub fn word(order: Option<std::cmp::Ordering>) -> &'static str {
    use std::cmp::Ordering::{Equal, Greater, Less};
    match order {
        Some(Less) => "before",
        Some(Greater) => "after",
        Some(Equal) => "equal",
        None => "concurrent",
    }
}

/// Answer requests until `bye` or the end of the input; `kinds` gives the library of a kind.
pub fn serve(hello: Value, kinds: impl Fn(&str) -> Option<Box<dyn Session>>) {
    std::panic::set_hook(Box::new(|_| {})); // the answer says it
    let mut session: Option<Box<dyn Session>> = None;
    let mut output = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let request: Value = serde_json::from_str(&line.expect("a line")).expect("a request");
        let op = request["op"].as_str().unwrap_or_default();
        let answer = catch_unwind(AssertUnwindSafe(|| match op {
            "hello" => Ok(hello.clone()),
            "bye" => Ok(Value::Null),
            "open" => {
                session = kinds(text(&request, "kind"));
                session.as_mut().map_or_else(unsupported, |opened| opened.open(&request))
            }
            "repeat" => session.as_mut().map_or_else(unsupported, |opened| Ok(repeat(opened.as_mut(), &request))),
            _ => session.as_mut().map_or_else(unsupported, |opened| opened.answer(op, &request)),
        }));
        let id = &request["id"];
        let answer = match answer {
            Ok(Ok(result)) => json!({"id": id, "ok": result}),
            Ok(Err(Refusal::Unsupported)) => json!({"id": id, "unsupported": true}),
            Ok(Err(Refusal::Rejected(code, why))) => json!({"id": id, "reject": code, "text": why}),
            Ok(Err(Refusal::Failed(why))) => json!({"id": id, "error": why}),
            Err(panic) => {
                let why = panic.downcast_ref::<String>().cloned();
                let why = why.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
                json!({"id": id, "error": format!("panic: {}", why.unwrap_or_default())})
            }
        };
        writeln!(output, "{answer}").and_then(|()| output.flush()).expect("an open output");
        if op == "bye" {
            return;
        }
    }
}

/// Answer requests again and again, for a measurement: how long that took, and how many of the answers are `ok`.
///
/// `repeat` is no verb of the protocol.
fn repeat(session: &mut dyn Session, request: &Value) -> Value {
    let requests: Vec<_> = request["requests"].as_array().expect("requests").iter().collect();
    let mut done = 0;
    let begun = Instant::now();
    for _ in 0..request["times"].as_u64().expect("a number of times") {
        for each in &requests {
            done += usize::from(session.answer(text(each, "op"), each).is_ok());
        }
    }
    json!({"nanoseconds": begun.elapsed().as_nanos() as u64, "done": done})
}

/// One history on one library.
pub trait Session {
    fn open(&mut self, request: &Value) -> Answer<Value>;
    fn answer(&mut self, op: &str, request: &Value) -> Answer<Value>;
}

/// The replicas and messages of a history.
pub struct Table<L: Library> {
    library: L,
    sends_tick: bool,
    replicas: HashMap<String, L::State>,
    messages: HashMap<String, L::State>,
}

/// Return an empty session of a kind on which sending is no event.
pub fn session<L: Library + 'static>(library: L) -> Option<Box<dyn Session>> {
    Some(Box::new(Table { library, sends_tick: false, replicas: HashMap::new(), messages: HashMap::new() }))
}

/// Return an empty session of a vector clock, on which sends and receives are events.
pub fn vector_clock<L: Library + 'static>(library: L) -> Option<Box<dyn Session>> {
    Some(Box::new(Table { library, sends_tick: true, replicas: HashMap::new(), messages: HashMap::new() }))
}

fn text<'a>(request: &'a Value, field: &str) -> &'a str {
    request[field].as_str().unwrap_or_default()
}

fn found<'a, T>(things: &'a HashMap<String, T>, name: &str) -> Answer<&'a T> {
    things.get(name).map_or_else(|| failed(format!("nothing is named {name:?}")), Ok)
}

impl<L: Library> Table<L> {
    fn keep(&mut self, name: &str, state: L::State) -> Answer<Value> {
        let bytes = self.library.encode(&state);
        self.messages.insert(name.to_string(), state);
        match bytes {
            Ok(bytes) => Ok(json!({ "bytes": bytes })),
            Err(Refusal::Unsupported) => Ok(Value::Null),
            Err(refusal) => Err(refusal),
        }
    }
}

impl<L: Library> Session for Table<L> {
    fn open(&mut self, request: &Value) -> Answer<Value> {
        let names = request["replicas"].as_array().expect("a list of replicas");
        for (index, name) in names.iter().enumerate() {
            let name = name.as_str().expect("a name");
            self.replicas.insert(name.to_string(), self.library.create(name, index, names.len()));
        }
        Ok(Value::Null)
    }

    fn answer(&mut self, op: &str, request: &Value) -> Answer<Value> {
        let (replica, message) = (text(request, "replica"), text(request, "message"));
        let one = json!(1);
        let by = request.get("by").unwrap_or(&one);
        match op {
            "compare" => {
                let left = found(&self.messages, text(request, "left"))?;
                let right = found(&self.messages, text(request, "right"))?;
                return self.library.compare(left, right).map(Value::from);
            }
            "construct" => {
                let state = self.library.construct(request["entries"].as_object().expect("entries"))?;
                return self.keep(message, state).map(|_| Value::Null);
            }
            "recode" => {
                let bytes = self.library.encode(found(&self.messages, message)?)?;
                let state = self.library.decode(&bytes)?;
                return self.keep(text(request, "as"), state).map(|_| Value::Null);
            }
            "load" => {
                let state = self.library.decode(text(request, "bytes"))?;
                return self.keep(message, state).map(|_| Value::Null);
            }
            _ => {}
        }
        let Some(state) = self.replicas.get_mut(replica) else {
            return failed(format!("nothing is named {replica:?}"));
        };
        match op {
            "event" => self.library.tick(state, replica)?,
            "increment" => self.library.increment(state, replica, by)?,
            "decrement" => self.library.decrement(state, replica, by)?,
            "receive" => {
                let theirs = found(&self.messages, message)?;
                if self.sends_tick {
                    self.library.receive(state, replica, theirs)?;
                } else {
                    self.library.merge(state, theirs)?;
                }
            }
            "value" => return self.library.value(state),
            "entries" => return self.library.entries(state),
            "send" | "stamp" => {
                let sends = op == "send";
                if sends && self.sends_tick {
                    self.library.tick(state, replica)?;
                }
                let delta = sends && request["delta"] == json!(true);
                let kept = if delta { self.library.delta(state)? } else { state.clone() };
                return self.keep(message, kept);
            }
            _ => return unsupported(),
        }
        Ok(Value::Null)
    }
}
