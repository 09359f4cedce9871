"""A wrong variant of one function of the model, and the ways to make one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import z3

from antichain.proofs.logic.symbolic import EVENT, KERNEL, REPLICA
from antichain.proofs.logic.theorem import Subject

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ACTOR", "MESSAGE", "NEW", "Mutant", "acting", "guard", "more", "newly", "slot", "step"]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A wrong version of a slot function, or of one step of a machine. ``why`` explains a theorem that survives it."""

    target: str
    name: str
    subject: Subject
    theories: str = ""
    why: str = ""


def slot(target: str, name: str, slot: Callable[..., object], why: str = "") -> Mutant:
    """Return a mutant that replaces a slot function of the model."""
    return Mutant(f"slots.{target}", name, Subject(KERNEL._replace(**{target: slot})), why=why)


ACTOR, (MESSAGE, NEW) = z3.Const("actor", REPLICA), z3.Consts("message new", EVENT)
THEORIES = {
    "counter": "FG",
    "gossip": "F",
    "stamping": "HIS",
    "timing": "I",
    "both": "J",
    "broadcasting": "K",
    "restarting": "N",
    "syncing": "L",
}


def step(target: str, name: str, edit: Callable[[Any, Any], Any], why: str = "") -> Mutant:
    """Return a mutant that edits the step of a machine."""
    return Mutant(target, name, Subject(edits={target: edit}), THEORIES[target.split(".", maxsplit=1)[0]], why)


def guard(step: str, name: str, edit: Callable[[Any, Any], Any]) -> Mutant:
    """Return the mutant in which a step may be taken at other times: ``edit`` gives the guard, from the right one."""
    return Mutant(step, name, Subject(edits={f"{step}.guard": edit}), THEORIES[step.split(".", maxsplit=1)[0]])


def acting(old: Callable[..., Any], new: Callable[..., Any]) -> Callable[..., Any]:
    """Return ``new`` for the replica that acts, ``old`` for the others."""
    return lambda r, *rest: z3.If(r == ACTOR, new(r, *rest), old(r, *rest))


def newly(old: Callable[..., Any], new: Callable[..., Any]) -> Callable[..., Any]:
    """Return ``new`` for the event that happens, ``old`` for the others."""
    return lambda e, *rest: z3.If(e == NEW, new(e, *rest), old(e, *rest))


def more(x: Any, y: Any) -> Any:  # noqa: ANN401 — two numbers, plain or symbolic
    """Return the larger of two numbers."""
    return max(x, y)
