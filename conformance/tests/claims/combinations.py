"""Combinations of claims in which every two values of any two claims meet, where they can hold together."""

from __future__ import annotations

from dataclasses import fields
from itertools import combinations, islice, repeat
from random import Random
from typing import TYPE_CHECKING, Any

from tests.claims.right_target import Manner

from antichain.conformance.protocol.claims import Claim, Fault, Kind, Options

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["combined", "pairwise"]

_LIMITS = (1, 2, 3, 7, 15, str(2**31 - 1), str(2**53 - 1))
_BOUNDS = (
    (None, "exact"),
    *((limit, what) for limit in _LIMITS for what in ("reject", "saturate")),
    *((limit, "unspecified") for limit in (1, 7, str(2**53))),
)
_BOTH = (False, True)
_FAULTS = ((), *((fault,) for fault in Fault), (Fault.RETIRE, Fault.JOIN), tuple(Fault))
_EVERY: Mapping[str, tuple[Any, ...]] = {
    "bound": _BOUNDS,
    "faults": _FAULTS,
    "entries": _BOTH,
    "construct": _BOTH,
    "resume": _BOTH,
    "wire": _BOTH,
    "reuse": _BOTH,
    "delta": (False, "any-order", "in-order"),
    "channel": ("any", "fifo", "fifo-once"),
    "identity": (
        ("any", None),
        ("non-empty", None),
        ("integer", None),
        ("integer", str(2**40)),
        ("pattern", "n-####.eu-#"),
    ),
    "wire_max": (None, 255, str(2**32)),
    "covers": _BOTH,
    "replicas": (None, 1, 2, 3, 12),
    "refuses_identity": _BOTH,
    "whole_deltas": _BOTH,
    "ignores_own": _BOTH,
    "counts_zeros": _BOTH,
    "fails_to_write": _BOTH,
}
_OF_CLOCKS: Mapping[str, tuple[Any, ...]] = {
    "history": (True, False),
    "compare": ("four-way", "three-way", "none"),
    "step": ("one", "increasing"),
    "sort": _BOTH,
    "forgets": ("none", "order", "age"),
    "merge": _BOTH,
    "birth": ("nothing", "entry"),
    "missing": (0, -1),
}
_OF_COUNTERS: Mapping[str, tuple[Any, ...]] = {
    "compare": ("four-way", "none", "states"),
    "amounts": ("any", "one"),
    "fractions": ("reject", "accept"),
    "interrupts": ("updates", "all"),
    "refuses_zero": _BOTH,
    "overflow_first": _BOTH,
    "refuses_sums": _BOTH,
}
_OF_PN: Mapping[str, tuple[Any, ...]] = {"negative": ("reject", "opposite")}
_WITHOUT_HISTORIES: Mapping[str, Any] = {
    "step": "one",
    **dict.fromkeys(("entries", "resume", "digest", "wire", "delta", "covers"), False),
    "wire_max": None,
    "forgets": "none",
    "birth": "nothing",
    "channel": "any",
    "faults": (),
}
"""The only values of claims about histories for a target that has none."""
_CANDIDATES = 12
_MANNERS = tuple(manner.name for manner in fields(Manner))


def _domains(kind: Kind) -> dict[str, tuple[Any, ...]]:
    own = _OF_CLOCKS if kind.is_clock else _OF_COUNTERS
    digests = {} if kind is Kind.VECTOR_CLOCK else {"digest": _BOTH}
    return {**_EVERY, **digests, **own, **(_OF_PN if kind is Kind.PN_COUNTER else {})}


def _possible(kind: Kind, chosen: Mapping[str, Any]) -> bool:
    """Return whether the claims can hold together, and something can be read."""
    _, overflow = chosen.get("bound", (None, "exact"))
    if kind is Kind.PN_COUNTER and overflow == "saturate":
        return False  # the protocol has no such pn-counter
    if _contradicts(chosen):
        return False
    if chosen.get("history", True):
        return not kind.is_clock or chosen.get("compare") != "none" or chosen.get("entries", True)
    offered = chosen.get("construct", True) and (chosen.get("compare") != "none" or chosen.get("sort", True))
    return offered and all(chosen.get(name, plain) == plain for name, plain in _WITHOUT_HISTORIES.items())


def _contradicts(chosen: Mapping[str, Any]) -> bool:
    """Return whether one claim needs another value of a second one."""
    written = chosen.get("wire_max") is not None
    return (
        (written and not (chosen.get("wire", True) and chosen.get("step", "one") == "one"))
        or (chosen.get("covers", False) and chosen.get("delta", "in-order") != "in-order")
        or (chosen.get("reuse", False) and not (chosen.get("construct", True) or chosen.get("wire", True)))
        or (chosen.get("resume", False) and not chosen.get("construct", True))
        or (chosen.get("interrupts") == "all" and Fault.CRASH not in chosen.get("faults", _FAULTS[-1]))
        or (chosen.get("birth") == "entry" and bool(chosen.get("delta", chosen.get("covers"))))
        or (chosen.get("birth") == "entry" and chosen.get("missing") == -1)
        or (chosen.get("merge", False) and not (chosen.get("construct", True) and chosen.get("compare") != "none"))
    )


def _claim(kind: Kind, chosen: Mapping[str, Any]) -> tuple[Claim, Manner]:
    claims = dict(chosen)
    limit, overflow = claims.pop("bound")
    faults = claims.pop("faults")
    ids, detail = claims.pop("identity")
    names = {"ids": ids, "ids_pattern" if ids == "pattern" else "ids_max": detail}
    manner = Manner(**{name: claims.pop(name) for name in _MANNERS if name in claims})
    return Claim(kind, Options(max=limit, overflow=overflow, **names, **claims), faults), manner


def _drawn(domains: Mapping[str, tuple[Any, ...]], random: Random, fixed: Mapping[str, Any]) -> dict[str, Any]:
    """Return one value of each claim; without histories, the only ones that can hold."""
    drawn = {name: random.choice(values) for name, values in domains.items()}
    if fixed.get("history", drawn.get("history", True)):
        return drawn
    return {name: _WITHOUT_HISTORIES.get(name, value) for name, value in drawn.items()}


def combined(kind: Kind, seed: int) -> Iterator[tuple[Claim, Manner]]:
    """Yield claims, until every two values of two claims that can hold together have met."""
    random = Random(f"{kind} {seed}")  # noqa: S311 — reproducible, not secret
    domains = _domains(kind)
    wanted = {
        ((a, x), (b, y))
        for a, b in combinations(domains, 2)
        for x in domains[a]
        for y in domains[b]
        if _possible(kind, {a: x, b: y})
    }
    while wanted:
        (a, x), (b, y) = min(wanted, key=repr)
        drawn = ({**_drawn(domains, random, {a: x, b: y}), a: x, b: y} for _ in repeat(None))
        possible = islice((chosen for chosen in drawn if _possible(kind, chosen)), _CANDIDATES)
        best = max(possible, key=lambda chosen: len(wanted & set(combinations(chosen.items(), 2))))
        wanted -= set(combinations(best.items(), 2))
        yield _claim(kind, best)


def pairwise(seed: int) -> list[tuple[Claim, Manner]]:
    """Return the combinations of all kinds."""
    return [each for kind in Kind for each in combined(kind, seed)]
