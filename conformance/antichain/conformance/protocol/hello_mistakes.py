"""The mistakes in the answer to hello, each as a sentence with the allowed names and the nearest of them."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from antichain.conformance.protocol.claims import Fault, Hello, Kind, Options
from antichain.conformance.protocol.mistakes import shown_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["hello_mistake"]

_EXAMPLE = '{"protocol":1,"name":"acme","kinds":{"g-counter":{}}}'
_TEXT = (str, "a text")
_TYPES: dict[str, tuple[type, str]] = {
    "protocol": (int, "a whole number"),
    "name": _TEXT,
    "version": _TEXT,
    "language": _TEXT,
    "homepage": _TEXT,
}


def hello_mistake(hello: object) -> str:
    """Return the first mistake in the answer to hello, or an empty text if there is none.

    >>> hello_mistake({"name": "acme", "kinds": {"gcounter": {}}}).partition("?")[0]
    "unknown kind 'gcounter'; did you mean 'g-counter'"
    """
    return next(_mistakes(hello), "")


def _mistakes(hello: object) -> Iterator[str]:
    if isinstance(hello, Hello):
        return
    if not isinstance(hello, dict):
        yield f"expected an object such as {_EXAMPLE}"
        return
    yield from _misspelt(hello)
    for field in ("name", "kinds"):
        if field not in hello:
            yield f"hello has no field {field!r}; it needs protocol, name and kinds"
    yield from _wrong_kinds(hello.get("kinds", {}))
    yield from _wrong_faults(hello.get("faults", []))
    for field, (type_, expected) in _TYPES.items():
        if field in hello and (not isinstance(hello[field], type_) or isinstance(hello[field], bool)):
            yield f"{field} is {_json(hello[field])}; expected {expected}"


def _wrong_kinds(kinds: object) -> Iterator[str]:
    if not isinstance(kinds, dict):
        yield 'kinds is not an object; expected one such as {"g-counter":{}}'
        return
    for kind, options in kinds.items():
        if kind not in tuple(Kind):
            yield _unknown("kind", kind, tuple(Kind))
        if isinstance(options, dict):
            yield from _wrong_options(kind, options)
        elif not isinstance(options, Options):
            yield f'{kind} is {_json(options)}; expected its options, an object such as {{"entries":true}} or {{}}'


def _wrong_faults(faults: object) -> Iterator[str]:
    if not isinstance(faults, list | tuple):
        yield f'faults is {_json(faults)}; expected a list such as ["crash"]'
        return
    for fault in faults:
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
        elif not _is_of(types[name], claimed):
            yield f"{kind}: {name} is {_json(claimed)}; expected {_expected(types[name], words)}"
    try:
        msgspec.convert(options, Options)
    except msgspec.ValidationError as contradiction:
        yield f"{kind}: {str(contradiction).partition(' - at `$')[0]}"


def _is_of(type_: object, claimed: object) -> bool:
    """Return whether a claimed value has the type of its option."""
    try:
        msgspec.convert(claimed, type_)
    except msgspec.ValidationError:
        return False
    return True


def _expected(type_: Any, words: Iterable[object]) -> str:  # noqa: ANN401 — an annotation
    """Return the values that an option takes, in words."""
    if quoted := [_json(word) for word in words]:
        return f"one of {', '.join(quoted)}"
    if type_ is bool:
        return "true or false"
    return "a whole number" if int in get_args(type_) else "a text"


def _json(value: object) -> str:
    """Return a value as JSON writes it, cut to 60 characters."""
    return shown_line(msgspec.json.encode(value, enc_hook=repr))[:60]


def _words(type_: object) -> tuple[str, ...]:
    return get_args(type_) if get_origin(type_) is Literal else ()


def _unknown(what: str, name: object, allowed: Iterable[str]) -> str:
    names = [str(each) for each in allowed]
    near = get_close_matches(str(name).lower().replace("_", "-"), names, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}? Expected" if near else "expected"
    return f"unknown {what} {str(name)[:60]!r}; {hint} one of {', '.join(names)}"
