"""The lift: a plain Python function on numbers becomes a z3 term, without a second definition.

The function is run on symbolic numbers (:mod:`antichain.proofs.logic.forking`). Whenever it asks a question, such as
whether a comparison holds, the run forks: one path on which it does, one on which it does not. When every path has been
run, each has a condition and a result, a *leaf*; folded together they are the term.

The lift knows ``+``, ``-``, ``%`` by a plain number, comparisons, and all that uses ``bool``: ``if``, ``and``, ``or``,
``not``, ``max``, ``min``, ``in``. All other operations are refused with the function and the line. The function's code
is searched for ``is`` and ``type`` before it runs, since these would return a silent answer.
"""

from __future__ import annotations

import builtins
import dis
import inspect
from dataclasses import dataclass
from functools import cache
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType
from typing import TYPE_CHECKING

import z3

from antichain.proofs.logic.forking import LiftError, Number, Truth, paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from antichain.proofs.logic.forking import Path

__all__ = ["Leaf", "LiftError", "leaves", "lift"]

_SILENT = frozenset({"callable", "dir", "getattr", "hasattr", "id", "issubclass", "type", "vars"})
"""Built-in functions that would return a silent answer about a symbolic number."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One path through a function: its condition and its result."""

    condition: z3.BoolRef
    result: z3.ExprRef


def leaves(function: Callable[..., object], *terms: z3.ExprRef) -> tuple[Leaf, ...]:
    """Return the leaves of ``function`` on these terms, in the order in which its paths were run.

    >>> [str(leaf.condition) for leaf in leaves(max, z3.Int("x"), z3.Int("y"))]
    ['y > x', 'Not(y > x)']

    Raises:
        LiftError: the function does what the lift does not know. The message names the function and the line.

    """
    _refuse_what_is_silent(function)
    numbers = [z3.IntVal(term) if isinstance(term, int) else term for term in terms]

    def work(path: Path) -> object:
        return function(*(Number(term, path) for term in numbers))

    try:
        run = list(paths(work))
    except (TypeError, AttributeError) as error:
        raise _unknown(function, _line(error), _reason(error)) from error
    found = tuple(Leaf(_together(conditions), _result(function, value)) for conditions, value in run)
    if len({leaf.result.sort().name() for leaf in found}) > 1:
        raise _unknown(function, None, "a number on one path and a truth value on another")
    return found


def lift(function: Callable[..., object], *terms: z3.ExprRef) -> z3.ExprRef:
    """Return the term that ``function`` computes of these terms.

    >>> from antichain.model import slots
    >>> lift(slots.merge, z3.Int("x"), z3.Int("y"))
    If(y > x, y, x)

    Raises:
        LiftError: the function does what the lift does not know.

    """
    *others, last = leaves(function, *terms)
    term = last.result
    for leaf in reversed(others):
        term = z3.If(leaf.condition, leaf.result, term)
    return term


def _together(conditions: tuple[z3.BoolRef, ...]) -> z3.BoolRef:
    if len(conditions) == 1:
        return conditions[0]
    return z3.And(conditions) if conditions else z3.BoolVal(val=True)


def _result(function: Callable[..., object], value: object) -> z3.ExprRef:
    kind = type(value)
    if issubclass(kind, (Number, Truth)):
        return value.term  # type: ignore[attr-defined]  # mypy does not narrow by type()
    if kind is bool:
        return z3.BoolVal(value)
    if kind is int:
        return z3.IntVal(value)
    if issubclass(kind, z3.ExprRef):
        return value
    raise _unknown(function, None, f"a result of type {kind.__name__}")


@cache
def _refuse_what_is_silent(function: Callable[..., object]) -> None:
    """Refuse a function whose code, or that of a function it calls, compares identities or asks for types.

    Raises:
        LiftError: it does.

    """
    for code, names in _codes(function, set()):
        line = None
        for instruction in dis.get_instructions(code):
            line = instruction.positions.lineno if instruction.positions else line
            called = names.get(str(instruction.argval))
            if instruction.opname == "IS_OP":
                raise _unknown(function, line, "the operator `is`")
            if instruction.opname == "LOAD_GLOBAL" and isinstance(called, (BuiltinFunctionType, type)):
                _refuse_built_in(function, line, called.__name__)


def _refuse_built_in(function: Callable[..., object], line: int | None, name: str) -> None:
    if name in _SILENT:
        raise _unknown(function, line, name)


def _codes(function: object, seen: set[object]) -> Iterator[tuple[CodeType, dict[str, object]]]:
    """Iterate over the code of a function, of the functions inside it, and of the functions that it names."""
    plain = function.__func__ if isinstance(function, MethodType) else function
    if not isinstance(plain, FunctionType) or plain in seen:
        return
    seen.add(plain)
    names = {**vars(builtins), **plain.__globals__, **inspect.getclosurevars(plain).nonlocals}
    waiting = [plain.__code__]
    while waiting:
        code = waiting.pop()
        yield code, names
        waiting += [each for each in code.co_consts if isinstance(each, CodeType)]
        for name in (*code.co_names, *code.co_freevars):
            yield from _codes(names.get(name), seen)


def _line(error: BaseException) -> int | None:
    """Return the line outside the lift that led to an error: the last one before the code of the lift."""
    inside = {__file__, inspect.getfile(Number)}
    found, trace = None, error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename not in inside and "/z3/" not in code.co_filename:
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


def _reason(error: BaseException) -> str:
    return str(error) if isinstance(error, LiftError) else f"an operation ({error})"


def _unknown(function: Callable[..., object], line: int | None, what: str) -> LiftError:
    module = str(getattr(function, "__module__", "")).rpartition(".")[2]
    place = f"{module}.{getattr(function, '__qualname__', function)}" + (f", line {line}" if line else "")
    return LiftError(
        f"{place}: the lift does not know {what}; write the function with +, -, % by a plain number, comparisons, "
        "if, and, or, not, max and min"
    )
