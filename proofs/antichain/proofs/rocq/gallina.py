"""Gallina, the language of Rocq: the text of a lifted slot function.

A z3 term over whole numbers becomes the term of the same shape over Rocq's ``Z``. Each operator has one spelling; an
operator without an entry in the table is an error, so nothing is translated by a guess. ``z3``'s and ``Z``'s remainders
agree for a positive divisor, which is all that the lift admits.
"""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

import z3

from antichain.proofs.logic.lift import lift

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["definition", "text"]

_BINARY = {
    z3.Z3_OP_ADD: "+",
    z3.Z3_OP_SUB: "-",
    z3.Z3_OP_MUL: "*",
    z3.Z3_OP_MOD: "mod",
    z3.Z3_OP_LT: "<?",
    z3.Z3_OP_LE: "<=?",
    z3.Z3_OP_GT: ">?",
    z3.Z3_OP_GE: ">=?",
    z3.Z3_OP_AND: "&&",
    z3.Z3_OP_OR: "||",
}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_RESERVED = frozenset(
    {"as", "at", "else", "end", "exists", "false", "fix", "for", "forall", "fun", "if", "in", "let"}
) | {*("match", "mod", "negb", "of", "return", "then", "true", "using", "where", "with")}
_CONSTANTS = {z3.Z3_OP_TRUE: "true", z3.Z3_OP_FALSE: "false"}
_SHAPES = {
    z3.Z3_OP_ITE: "(if {} then {} else {})",
    z3.Z3_OP_NOT: "(negb {})",
    z3.Z3_OP_UMINUS: "(- {})",
    z3.Z3_OP_EQ: "({} =? {})",
    z3.Z3_OP_DISTINCT: "(negb ({} =? {}))",
}
_NUMBERS_ONLY = frozenset({z3.Z3_OP_EQ, z3.Z3_OP_DISTINCT})


def text(term: z3.ExprRef) -> str:
    """Return a lifted term as Gallina.

    >>> x, y = z3.Ints("x y")
    >>> text(z3.If(y > x, y, x + 1))
    '(if (y >? x) then y else (x + 1))'

    Raises:
        ValueError: the term holds an operator or a name that has no spelling here.

    """
    if z3.is_int_value(term):
        return f"({term.as_long()})" if term.as_long() < 0 else str(term.as_long())
    kind, parts = term.decl().kind(), [text(part) for part in term.children()]
    if kind == z3.Z3_OP_UNINTERPRETED and not parts:
        return _name(term.decl().name())
    if kind in _CONSTANTS:
        return _CONSTANTS[kind]
    if kind in _BINARY:
        return f"({f' {_BINARY[kind]} '.join(parts)})"
    if kind in _SHAPES and not (kind in _NUMBERS_ONLY and z3.is_bool(term.arg(0))):
        return _SHAPES[kind].format(*parts)
    message = f"{term}: the operator {term.decl().name()!r} has no Gallina; add it to rocq/gallina.py"
    raise ValueError(message)


def definition(name: str, slot: Callable[..., object]) -> str:
    """Return the Gallina definition of a slot function, from the lift.

    >>> from antichain.model import slots
    >>> print(definition("merge", slots.merge))
    Definition merge (x y : Z) : Z :=
      if (y >? x) then y else x.

    Raises:
        ValueError: the function, or one of its parameters, has a name that Gallina reserves.

    """
    parameters = [_name(each) for each in inspect.signature(slot).parameters]
    term = lift(slot, *map(z3.Int, parameters))
    sort = "bool" if z3.is_bool(term) else "Z"
    body = text(term)
    return f"Definition {_name(name)} ({' '.join(parameters)} : Z) : {sort} :=\n  {_bare(body)}."


def _name(name: str) -> str:
    if not _NAME.fullmatch(name) or name in _RESERVED:
        message = f"{name!r} cannot be a name in Gallina; rename it in the slot function"
        raise ValueError(message)
    return name


def _bare(body: str) -> str:
    """Return a body without the parentheses around the whole of it."""
    return body[1:-1] if body.startswith("(") else body
