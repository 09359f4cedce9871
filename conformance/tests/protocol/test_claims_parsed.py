"""An ill-formed claim is refused where it is made, with the claim and what to write instead."""

from typing import Any

import msgspec
import pytest

from antichain.conformance.protocol.claims import Options


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ({"max": "1_000", "overflow": "reject"}, "max '1_000' is not a whole number; write its digits alone"),
        ({"max": " 7 ", "overflow": "reject"}, "max ' 7 ' is not a whole number"),
        ({"max": "seven", "overflow": "reject"}, "max 'seven' is not a whole number"),
        ({"ids": "integer", "ids_max": "1e10"}, "ids_max '1e10' is not a whole number"),
        ({"delta": True}, 'delta is true; say "any-order" or "in-order"'),
    ],
)
def test_ill_formed_claim_is_refused(claim: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Options(**claim)
    with pytest.raises(msgspec.ValidationError, match=said):
        msgspec.convert(claim, Options)


def test_large_max_may_be_written_as_text() -> None:
    assert Options(max="18446744073709551616", overflow="reject").limit == 2**64
