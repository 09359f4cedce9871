"""Parsers of options that need more than a type of click; each raises a usage error for a wrong value."""

from __future__ import annotations

import math
from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from antichain.conformance.histories import jsonl
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.phases.profiles import PROFILES, Profile
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.rules.catalogue import RULES
from antichain.conformance.rules.offers import unknown_offer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from antichain.conformance.histories.jsonl import History
    from antichain.conformance.protocol.claims import Hello

__all__ = ["bounds", "claimed_kinds", "finite_seconds", "histories", "offers", "rules"]


def rules(_context: click.Context, _parameter: click.Parameter, names: Sequence[str]) -> tuple[str, ...]:
    """Return the names, each of which is a rule."""
    for name in names:
        if name not in RULES:
            near = get_close_matches(name.upper(), RULES, n=3, cutoff=0.4)
            hint = f"did you mean {' or '.join(near)}?" if near else f"rules are {', '.join(RULES)}"
            message = f"{name!r} is not a rule; {hint}"
            raise click.BadParameter(message)
    return tuple(names)


def offers(_context: click.Context, _parameter: click.Parameter, lists: Sequence[str]) -> tuple[str, ...]:
    """Return the words of some lists with commas, each of which is an offer."""
    words = tuple(word.strip() for each in lists for word in each.split(",") if word.strip())
    if why := next(filter(None, map(unknown_offer, words)), ""):
        raise click.BadParameter(why)
    return words


def bounds(context: click.Context, _parameter: click.Parameter, text: str | None) -> Bounds | None:
    """Return the bounds, if any are given; a bound that is not named is that of the profile."""
    profile = context.params.get("profile") or (Profile.QUICK if context.params.get("quick") else None)
    base = None if profile is None else PROFILES[Profile(profile)]
    try:
        return base if text is None else Bounds.parse(text, base)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong)) from wrong


def finite_seconds(_context: click.Context, _parameter: click.Parameter, seconds: float | None) -> float | None:
    """Return the seconds, which are a finite number, if any are given."""
    if seconds is not None and not math.isfinite(seconds):
        message = f"{seconds} is not a number of seconds; give a finite one"
        raise click.BadParameter(message)
    return seconds


def histories(_context: click.Context, _parameter: click.Parameter, path: Path | None) -> tuple[History, ...]:
    """Return the histories in a file; none, if no file is named."""
    if path is None:
        return ()
    try:
        return jsonl.read_all(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as wrong:
        why = "it is not UTF-8" if isinstance(wrong, UnicodeDecodeError) else getattr(wrong, "strerror", None) or wrong
        message = f"{path}: {why}; expected histories as JSON lines, as `antichain generate` writes them"
        raise click.BadParameter(message) from wrong


def claimed_kinds(names: Sequence[str], target: str, hello: Hello) -> tuple[Kind, ...]:
    """Return the kinds of these names, each of which the target claims."""
    kinds = tuple(map(Kind, names))
    for kind in kinds:
        if kind not in hello.kinds:
            message = f"{target} does not offer {kind.value}; it offers {', '.join(hello.kinds)}"
            raise click.UsageError(message)
    return kinds
