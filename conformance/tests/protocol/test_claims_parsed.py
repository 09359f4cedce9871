"""An ill-formed claim is refused with a sentence that names the claim and its correction."""

from typing import Any

import msgspec
import pytest

from antichain.conformance.protocol.claims import Hello, Kind, Options


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
    ],
)
def test_ill_formed_claim_is_refused(claim: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Options(**claim)
    with pytest.raises(msgspec.ValidationError, match=said):
        msgspec.convert(claim, Options)


@pytest.mark.parametrize(
    ("kind", "claim", "said"),
    [
        (Kind.G_COUNTER, {"merge": True, "construct": True}, "g-counter: merge is True; that claim is for clocks only"),
        (
            Kind.G_COUNTER,
            {"history": False, "construct": True},
            "g-counter: history is False; that claim is for clocks only",
        ),
        (Kind.PN_COUNTER, {"birth": "entry"}, "pn-counter: birth is 'entry'; that claim is for clocks only"),
        (Kind.G_COUNTER, {"missing": -1}, "missing is -1"),
        (Kind.G_COUNTER, {"forgets": "age"}, "forgets is 'age'"),
        (Kind.VERSION_VECTOR, {"interrupts": "all"}, "interrupts is 'all'; that claim is for counters only"),
    ],
)
def test_claim_of_another_kind_is_refused(kind: Kind, claim: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Hello(name="acme", kinds={kind: Options(**claim)})
    with pytest.raises(msgspec.ValidationError, match=said):
        msgspec.convert({"name": "acme", "kinds": {kind.value: claim}}, Hello)


def test_large_max_may_be_written_as_text() -> None:
    assert Options(max="18446744073709551616", overflow="reject").limit == 2**64
