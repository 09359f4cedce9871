"""The offers of a target, by name: a gate may require each, and a report names those that are not offered."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from antichain.conformance.protocol.claims import Claim, Fault, Kind, Options
from antichain.conformance.rules import needs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from antichain.conformance.protocol.claims import Hello
    from antichain.conformance.rules.catalogue import Rule

__all__ = ["OFFERS", "concerns", "not_offered", "unknown_offer", "unmet", "why_not_offered"]

_OF_A_KIND = {
    "history": needs.HISTORY,
    "compare": needs.COMPARE,
    "entries": needs.ENTRIES,
    "construct": needs.CONSTRUCT,
    "sort": needs.SORT,
    "wire": needs.WIRE,
    "delta": needs.DELTA,
}
_OF_CLOCKS = ("compare", "sort")
OFFERS = (*(kind.value for kind in Kind), *_OF_A_KIND, *(fault.value for fault in Fault))
"""The words: a kind, an option of a kind, or a fault."""


def unknown_offer(word: str) -> str:
    """Return why a word cannot be required; empty if it can.

    >>> unknown_offer("wires")
    "unknown offer 'wires'; did you mean wire or wipe?"
    """
    if word in OFFERS:
        return ""
    near = get_close_matches(word, OFFERS, n=3, cutoff=0.6)
    return f"unknown offer {word!r}; " + (f"did you mean {' or '.join(near)}?" if near else _expected())


def _expected() -> str:
    return f"expected some of {', '.join(OFFERS)}"


def not_offered(claim: Claim) -> tuple[str, ...]:
    """Return the options and faults that a claim does not offer, among those that apply to its kind.

    >>> from antichain.conformance.protocol.claims import Claim, Options
    >>> not_offered(Claim(Kind.G_COUNTER, Options(wire=True, delta="any-order"), tuple(Fault)))
    ('entries', 'construct')
    """
    options = (word for word, need in _OF_A_KIND.items() if _applies(word, claim.kind) and not need.is_met(claim))
    return (*options, *(fault.value for fault in Fault if fault not in claim.faults))


def concerns(rule: Rule, kind: Kind) -> bool:
    """Return whether a rule can apply to a kind with some claim.

    >>> from antichain.conformance.rules.catalogue import RULES
    >>> concerns(RULES["WIRE-BIG"], Kind.VECTOR_CLOCK), concerns(RULES["WIRE-BIG"], Kind.G_COUNTER)
    (False, True)
    """
    claim = Claim(kind, Options())
    return all(need.is_met(claim) for need in rule.needs if need in needs.OF_KINDS)


def why_not_offered(rule: Rule, claim: Claim) -> str:
    """Return why a rule does not apply to a claim; empty if it does.

    >>> from antichain.conformance.rules.catalogue import RULES
    >>> why_not_offered(RULES["WIRE-BIG"], Claim(Kind.G_COUNTER, Options()))
    'it needs wire'
    """
    missing = rule.missing(claim)
    return f"it needs {', '.join(missing)}" if missing else rule.why_not(claim)


def unmet(required: Iterable[str], hello: Hello, selected: Sequence[Claim]) -> Iterator[str]:
    """Yield a sentence for each required word that the target does not offer for all selected kinds.

    >>> from antichain.conformance.protocol.claims import Claim, Hello, Options
    >>> hello = Hello(name="acme", kinds={Kind.G_COUNTER: Options()})
    >>> [*unmet(["wire", "crash"], hello, [*Claim.all_of(hello)])]
    ['wire is required, and g-counter does not offer it', 'crash is required, and the target does not offer it']
    """
    for word in required:
        if word in list(Kind):
            if word not in hello.kinds:
                yield f"{word} is required, and the target does not claim it"
        elif word in list(Fault):
            if word not in hello.faults:
                yield f"{word} is required, and the target does not offer it"
        else:
            lacking = [claim.kind.value for claim in selected if word in not_offered(claim)]
            if lacking:
                yield f"{word} is required, and {' and '.join(lacking)} {_do(lacking)} not offer it"
            elif not any(_applies(word, claim.kind) for claim in selected):
                yield f"{word} is required, and the target claims no kind that can offer it"


def _applies(word: str, kind: Kind) -> bool:
    return word not in _OF_CLOCKS or kind.is_clock


def _do(kinds: Sequence[str]) -> str:
    return "does" if len(kinds) == 1 else "do"
