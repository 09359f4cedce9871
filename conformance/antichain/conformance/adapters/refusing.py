"""Rejects of a library: its exceptions become the codes of the protocol."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from antichain.conformance.protocol.answers import CODES
from antichain.conformance.protocol.target import Rejected

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["refusing"]

_P = ParamSpec("_P")
_R = TypeVar("_R")


def refusing(codes: Mapping[type[Exception], str]) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Return a decorator that turns exceptions of a library into rejects with these codes.

    The first matching type of ``codes`` decides, so name special types first. Use it only for functions whose refusals
    are documented: any other exception is a failure of the library.

    >>> def increment(state, replica, by):
    ...     if by < 0:
    ...         raise ValueError("only up")
    ...     return state + by
    >>> refusing({ValueError: "negative"})(increment)(1, "A", -1)
    Traceback (most recent call last):
    antichain.conformance.protocol.target.Rejected: ('negative', 'ValueError: only up')

    Raises:
        ValueError: a code is not one of the protocol's.

    """
    if unknown := sorted(set(codes.values()) - set(CODES)):
        message = f"unknown code {unknown[0]!r}; expected one of {', '.join(CODES)}"
        raise ValueError(message)

    def decorate(function: Callable[_P, _R]) -> Callable[_P, _R]:
        @wraps(function)
        def refused(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            try:
                return function(*args, **kwargs)
            except tuple(codes) as failure:
                code = next(code for kind, code in codes.items() if isinstance(failure, kind))
                raise Rejected(code, f"{type(failure).__name__}: {failure}") from failure

        return refused

    return decorate
