//! The loop of the protocol: one JSON object a line in, one a line out. There is nothing to edit here.

use serde_json::{json, Map, Value};
use std::collections::{BTreeMap, HashMap};
use std::io::{self, BufRead, Write};
use std::panic::{catch_unwind, AssertUnwindSafe};

/// Whole numbers beyond this one travel as strings.
const LARGEST_EXACT: i128 = (1 << 53) - 1;

/// Why a request has no result.
pub enum Refusal {
    /// The library refuses by contract, with one of the codes that the protocol lists.
    Reject(&'static str),
    /// The adapter does not know the verb, or does not offer the option.
    Unsupported,
    /// The library failed unexpectedly.
    Error(String),
}

pub type Result<T> = std::result::Result<T, Refusal>;

pub trait Adapter {
    fn answer(&mut self, request: &Request) -> Result<Value>;
}

/// A request, which has the fields that the protocol lists for its verb.
pub struct Request(Value);

#[allow(dead_code)] // an adapter calls the functions that its kind needs
impl Request {
    pub fn op(&self) -> &str {
        self.0["op"].as_str().unwrap_or_default()
    }

    pub fn text(&self, field: &str) -> Result<&str> {
        self.0[field].as_str().ok_or_else(|| Refusal::Error(format!("{field} is missing")))
    }

    /// Return a field as it arrived; it is null if it is absent.
    pub fn field(&self, name: &str) -> &Value {
        &self.0[name]
    }

    pub fn replicas(&self) -> impl Iterator<Item = String> + '_ {
        self.0["replicas"].as_array().into_iter().flatten().filter_map(Value::as_str).map(String::from)
    }

    /// Return the amount of an increment or a decrement. A u64 holds neither a fraction nor a negative number, so they
    /// are refused here, and CNT-NEGATIVE and CNT-INTEGER hold by the type: they say nothing about your library. If it
    /// takes an f64 or an i64, pass `field("by")` on, so that the library refuses it.
    pub fn amount(&self) -> Result<u64> {
        match &self.0["by"] {
            Value::Null => Ok(1),
            by => Self::number(by),
        }
    }

    /// Return the entries of a construct: the count of each replica.
    pub fn counts(&self) -> Result<BTreeMap<String, u64>> {
        let held = self.0["entries"].as_object().ok_or_else(|| Refusal::Error("entries is missing".to_string()))?;
        held.iter().map(|(replica, count)| Ok((replica.clone(), Self::number(count)?))).collect()
    }

    /// Return a whole number; it is a string beyond 2^53 - 1.
    fn number(written: &Value) -> Result<u64> {
        let text = match written {
            Value::String(digits) => digits.clone(),
            number => number.to_string(),
        };
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text.as_str()),
        };
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Refusal::Reject("not-an-integer"));
        }
        if negative && digits != "0" {
            return Err(Refusal::Reject("negative"));
        }
        digits.parse().map_err(|_| Refusal::Reject("overflow"))
    }
}

/// Return what has this name.
pub fn find<'a, T>(named: &'a mut HashMap<String, T>, name: &str) -> Result<&'a mut T> {
    named.get_mut(name).ok_or_else(|| Refusal::Error(format!("nothing is named {name:?}")))
}

/// Return a whole number as it travels.
pub fn whole(number: impl Into<i128>) -> Value {
    let number = number.into();
    if number.abs() > LARGEST_EXACT {
        json!(number.to_string())
    } else {
        json!(number as i64)
    }
}

/// Return the pairs of counts of the replicas of a pn-counter as they travel.
#[allow(dead_code)] // only pn-counters have pairs
pub fn pairs(counts: &BTreeMap<String, (u64, u64)>) -> Value {
    let pair = |&(added, taken): &(u64, u64)| json!([whole(added), whole(taken)]);
    Value::Object(counts.iter().map(|(replica, counts)| (replica.clone(), pair(counts))).collect::<Map<_, _>>())
}

/// Return the counts of the replicas as they travel.
#[allow(dead_code)] // a pn-counter has pairs
pub fn entries(counts: &BTreeMap<String, u64>) -> Value {
    Value::Object(counts.iter().map(|(replica, &count)| (replica.clone(), whole(count))).collect::<Map<_, _>>())
}

fn line(adapter: &mut impl Adapter, request: &Request) -> Value {
    let id = &request.0["id"];
    if request.op() == "bye" {
        return json!({"id": id, "ok": null});
    }
    if request.0["delta"] == true {
        return json!({"id": id, "unsupported": true});
    }
    match catch_unwind(AssertUnwindSafe(|| adapter.answer(request))) {
        Ok(Ok(result)) => json!({"id": id, "ok": result}),
        Ok(Err(Refusal::Reject(code))) => json!({"id": id, "reject": code}),
        Ok(Err(Refusal::Unsupported)) => json!({"id": id, "unsupported": true}),
        Ok(Err(Refusal::Error(text))) => json!({"id": id, "error": text}),
        Err(_) => json!({"id": id, "error": "a panic; standard error has its text"}),
    }
}

/// Answer requests on standard input until `bye` or its end.
pub fn serve(mut adapter: impl Adapter) {
    let mut output = io::stdout().lock();
    for text in io::stdin().lock().lines() {
        let text = text.expect("standard input can be read");
        let request = Request(serde_json::from_str(&text).expect("a request is a JSON object"));
        writeln!(output, "{}", line(&mut adapter, &request)).expect("standard output can be written");
        output.flush().expect("standard output can be written");
        if request.op() == "bye" {
            return;
        }
    }
}
