"""The mistakes in the answer to hello, each as a sentence with the allowed names and the nearest of them."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

from antichain.conformance.protocol.claims import Fault, Hello, Kind, Options

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["hello_mistake"]


def hello_mistake(hello: object) -> str:
    """Return the first mistake in the answer to hello, or an empty text if there is none.

    >>> hello_mistake({"name": "acme", "kinds": {"gcounter": {}}}).partition("?")[0]
    "unknown kind 'gcounter'; did you mean 'g-counter'"
    """
    return next(_mistakes(hello), "")


def _mistakes(hello: object) -> Iterator[str]:
    if not isinstance(hello, dict):
        return
    yield from _misspelt(hello)
    for field in ("name", "kinds"):
        if field not in hello:
            yield f"hello has no field {field!r}; it needs protocol, name and kinds"
    kinds = hello.get("kinds", {})
    if not isinstance(kinds, dict):
        yield 'kinds is not an object; expected one such as {"g-counter":{}}'
        return
    for kind, options in kinds.items():
        if kind not in tuple(Kind):
            yield _unknown("kind", kind, tuple(Kind))
        if isinstance(options, dict):
            yield from _wrong_options(kind, options)
    faults = hello.get("faults", [])
    for fault in faults if isinstance(faults, list) else []:
        if fault not in tuple(Fault):
            yield _unknown("fault", fault, tuple(Fault))


def _misspelt(hello: dict[str, Any]) -> Iterator[str]:
    """Yield a sentence for each unknown field whose name is close to that of an absent one."""
    absent = [field for field in Hello.__struct_fields__ if field not in hello]
    for name in hello:
        near = get_close_matches(name, absent, n=1, cutoff=0.7)
        if near and name not in Hello.__struct_fields__:
            yield f"unknown field {name!r} of hello; did you mean {near[0]!r}?"


def _wrong_options(kind: str, options: dict[str, Any]) -> Iterator[str]:
    types = get_type_hints(Options)
    for name, claimed in options.items():
        if name not in Options.__struct_fields__:
            yield _unknown(f"option of {kind},", name, Options.__struct_fields__)
            continue
        words = [word for part in (types[name], *get_args(types[name])) for word in _words(part)]
        if words and isinstance(claimed, str) and claimed not in words:
            yield _unknown(f"value of {name} of {kind},", claimed, words)


def _words(type_: object) -> tuple[str, ...]:
    return get_args(type_) if get_origin(type_) is Literal else ()


def _unknown(what: str, name: object, allowed: Iterable[str]) -> str:
    names = [str(each) for each in allowed]
    near = get_close_matches(str(name).lower().replace("_", "-"), names, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}? Expected" if near else "expected"
    return f"unknown {what} {str(name)[:60]!r}; {hint} one of {', '.join(names)}"
