"""An ill-formed claim is refused with a sentence that names the claim and its correction."""

from typing import Any

import msgspec
import pytest

from antichain.conformance.protocol.claims import Fault, Hello, Kind, Options


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ({"max": "1_000", "overflow": "reject"}, "max '1_000' is not a whole number; write its digits alone"),
        ({"max": " 7 ", "overflow": "reject"}, "max ' 7 ' is not a whole number"),
        ({"max": "seven", "overflow": "reject"}, "max 'seven' is not a whole number"),
        ({"ids": "integer", "ids_max": "1e10"}, "ids_max '1e10' is not a whole number"),
        ({"delta": True}, 'delta is true; say "any-order" or "in-order"'),
        ({"ids": "pattern", "ids_pattern": "node-###"}, "ids 'pattern' needs a text with at least 4 '#'"),
        ({"ids_pattern": "node-####"}, "no other ids take one"),
        ({"wire": True, "wire_max": 254}, "wire_max 254; it needs wire and step 'one', and at least 255"),
        ({"wire_max": 2**32}, "it needs wire"),
        ({"merge": True}, "merge is true; it needs construct"),
        ({"covers": True, "delta": "any-order"}, "covers is true with delta 'any-order'"),
        ({"birth": "entry", "delta": "any-order"}, "birth is 'entry' and delta is claimed"),
        (
            {"birth": "entry", "missing": -1},
            (
                "birth is 'entry' and missing is -1; the first says that an entry of 0 is no event, the second that it"
                " is one; leave one of them out"
            ),
        ),
        (
            {"history": False, "construct": True, "compare": "none"},
            "history is false, compare is 'none' and sort is false; then nothing is judged; offer one of them",
        ),
        (
            {"max": 7},
            (
                'max is 7 without overflow; write what happens beyond it: "overflow":"reject", "saturate",'
                ' or "unspecified" where the library documents no more than the bound'
            ),
        ),
        ({"overflow": "reject"}, "overflow is 'reject' without max; write \"max\":N, the largest count"),
        ({"max": 0, "overflow": "reject"}, "max 0 is below 1; a counter that cannot count to 1 counts nothing; write"),
        ({"ids_max": 2**40}, "ids_max 1099511627776 with ids 'any'; it is for integer ids, and at least 2147483647"),
        ({"replicas": 0}, "replicas is 0; at least 1 replica is needed"),
        ({"history": False}, "history is false and construct is false; then nothing can be asked; offer one of them"),
        ({"reuse": True}, "reuse is true; it needs construct or wire"),
        ({"resume": True}, "resume is true; it needs construct, which makes the states to resume from"),
    ],
)
def test_ill_formed_claim_is_refused(claim: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Options(**claim)
    with pytest.raises(msgspec.ValidationError, match=said):
        msgspec.convert(claim, Options)


@pytest.mark.parametrize(
    "claim",
    [
        {"entries": True},
        {"resume": True},
        {"digest": True},
        {"wire": True},
        {"wire": True, "wire_max": 255},
        {"delta": "any-order"},
        {"delta": "in-order", "covers": True},
        {"step": "increasing"},
        {"forgets": "order"},
        {"forgets": "age"},
        {"birth": "entry"},
        {"channel": "fifo"},
        {"channel": "fifo-once"},
    ],
)
def test_claim_about_histories_without_them_is_refused(claim: dict[str, Any]) -> None:
    name, value = next(iter(claim.items()))
    found = "true" if value is True else repr(value)
    said = f"{name} is {found} and history is false; only histories test {name}; leave {name} out"
    with pytest.raises(ValueError, match=said):
        Options(history=False, construct=True, **claim)


def test_fault_without_histories_is_refused() -> None:
    orders, counts = {Kind.VERSION_VECTOR: Options(history=False, construct=True)}, {Kind.G_COUNTER: Options()}
    said = "faults has 'crash', but no kind has histories, so no fault is tried; leave faults out"
    with pytest.raises(ValueError, match=said):
        Hello(name="acme", kinds=orders, faults=(Fault.CRASH,))
    assert Hello(name="acme", kinds={**orders, **counts}, faults=(Fault.CRASH,)).faults == (Fault.CRASH,)


@pytest.mark.parametrize(
    ("kind", "claim", "said"),
    [
        (Kind.G_COUNTER, {"merge": True, "construct": True}, "g-counter: merge is true; that claim is for clocks only"),
        (Kind.PN_COUNTER, {"birth": "entry"}, "pn-counter: birth is 'entry'; that claim is for clocks only"),
        (Kind.G_COUNTER, {"missing": -1}, "missing is -1"),
        (Kind.G_COUNTER, {"forgets": "age"}, "forgets is 'age'"),
        (Kind.VERSION_VECTOR, {"interrupts": "all"}, "interrupts is 'all'; that claim is for counters only; leave it"),
        (Kind.G_COUNTER, {"history": False, "construct": True}, "history is false; that claim is for clocks only"),
        (Kind.G_COUNTER, {"compare": "three-way"}, "compare is 'three-way'; that claim is for clocks only"),
        (Kind.VECTOR_CLOCK, {"compare": "states"}, "compare is 'states'; that claim is for counters only"),
        (Kind.PN_COUNTER, {"step": "increasing"}, "step is 'increasing'; that claim is for clocks only"),
        (Kind.G_COUNTER, {"sort": True}, "sort is true; that claim is for clocks only"),
        (Kind.G_COUNTER, {"forgets": "order"}, "forgets is 'order'; that claim is for clocks only"),
        (Kind.VECTOR_CLOCK, {"digest": True}, "digest is true; that claim is for version vectors and counters only"),
        (Kind.VERSION_VECTOR, {"amounts": "one"}, "amounts is 'one'; that claim is for counters only"),
        (Kind.VECTOR_CLOCK, {"fractions": "accept"}, "fractions is 'accept'; that claim is for counters only"),
        (Kind.G_COUNTER, {"negative": "opposite"}, "negative is 'opposite'; that claim is for pn-counters only"),
        (Kind.VERSION_VECTOR, {"negative": "opposite"}, "negative is 'opposite'; that claim is for pn-counters only"),
        (
            Kind.PN_COUNTER,
            {"max": 7, "overflow": "saturate"},
            "overflow is 'saturate'; that claim is for g-counters and clocks only",
        ),
        (Kind.G_COUNTER, {"interrupts": "all"}, "interrupts is 'all', and faults has no 'crash', so that nothing is"),
    ],
)
def test_claim_of_another_kind_is_refused(kind: Kind, claim: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Hello(name="acme", kinds={kind: Options(**claim)})
    with pytest.raises(msgspec.ValidationError, match=said):
        msgspec.convert({"name": "acme", "kinds": {kind.value: claim}}, Hello)


def test_crash_among_the_faults_allows_interrupts() -> None:
    kinds = {Kind.G_COUNTER: Options(interrupts="all")}
    assert Hello(name="acme", kinds=kinds, faults=(Fault.CRASH,)).kinds == kinds


def test_large_max_may_be_written_as_text() -> None:
    assert Options(max="18446744073709551616", overflow="reject").limit == 2**64


def test_unknown_fault_of_a_python_hello_is_named() -> None:
    with pytest.raises(ValueError, match="faults has 'crush'; expected one of crash, wipe"):
        Hello(name="x", kinds={}, faults=("crush",))  # type: ignore[arg-type]  # as an author may write it
