"""The adapter's side: a Python target on standard input and output, as JSON lines.

python -m antichain.conformance.adapters.serve package.module:factory
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import msgspec

from antichain.conformance.protocol import jsonl
from antichain.conformance.protocol.answers import UNSUPPORTED, Broken, Failed
from antichain.conformance.protocol.requests import Bye, Send, Stamp
from antichain.conformance.transport.in_process import InProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["factory_of", "run", "serve"]

_CHUNK = 1 << 16
_EXPORTS = frozenset({Send, Stamp})


def factory_of(spec: str) -> Callable[[], Any]:
    """Return the factory that ``package.module:factory`` names.

    >>> factory_of("antichain.conformance.adapters.serve:serve").__name__
    'serve'

    Raises:
        ValueError: there is no such module or no such function in it; the message says which.

    """
    module, _, name = spec.partition(":")
    if not module or not name:
        message = f"{spec!r} does not name a factory; write package.module:factory"
        raise ValueError(message)
    sys.path.insert(0, "")
    try:
        factory: Callable[[], Any] | None = getattr(import_module(module), name, None)
    except ModuleNotFoundError as missing:
        message = f"{spec!r}: no module named {missing.name!r}; it is looked for in this folder and in {sys.executable}"
        raise ValueError(message) from None
    finally:
        sys.path.pop(0)
    if not callable(factory):
        message = f"{spec!r}: module {module!r} has no function {name!r}"
        raise ValueError(message)  # noqa: TRY004 — the spec is wrong, and not the type of an argument
    return factory


def serve(target: Any) -> None:  # noqa: ANN401 — a target need not have every method of Target
    """Answer requests on standard input until ``bye`` or its end.

    Standard output holds only answers: text that the target prints goes to standard error.
    """
    _answer_all(target, _reserved_output())


def _reserved_output() -> int:
    """Return a descriptor for answers alone; text that is printed from now on goes to standard error."""
    private = os.dup(1)
    os.dup2(2, 1)
    return private


def _answer_all(target: Any, output: int) -> None:  # noqa: ANN401 — values of a library, of unknown type
    connection = InProcess(lambda: target, timeout=None)
    for line in _lines():
        number, request = jsonl.read_request(line)
        answer = UNSUPPORTED if request is None else connection.answer(request)
        if type(request) in _EXPORTS and isinstance(answer, str):
            answer = {"bytes": answer}
        _write(output, _line(number, answer))
        if type(request) is Bye or (type(answer) is Broken and answer.cause == "crash"):
            return


def _line(number: int, answer: Any) -> bytes:  # noqa: ANN401 — each verb has another type of result
    try:
        return jsonl.write_answer(number, answer)
    except (ValueError, TypeError, OverflowError) as why:
        return jsonl.write_answer(number, Failed(f"the answer cannot be written: {why!a}"))


def _lines() -> Iterator[bytes]:
    """Yield each complete line as soon as it has arrived."""
    rest = b""
    while chunk := os.read(0, _CHUNK):
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines


def _write(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def run(make: Callable[[], Any]) -> None:
    """Serve the target that ``make`` returns; exit with a sentence if it cannot be made or the harness has ended.

    Raises:
        SystemExit: the target cannot be made, or the conversation was cut off.

    """
    reserved = _reserved_output()  # before the target is imported, which may print
    try:
        made = make()
    except Exception as failure:  # noqa: BLE001 — the reason goes to standard error, where the harness looks
        sys.exit(f"{type(failure).__name__}: {failure}")
    try:
        _answer_all(made, reserved)
    except (KeyboardInterrupt, BrokenPipeError, msgspec.DecodeError) as ended:
        sys.exit(f"{type(ended).__name__}: {ended}")


def _named() -> Any:  # noqa: ANN401 — a target need not have every method of Target
    return factory_of(sys.argv[1])()


if __name__ == "__main__":
    run(_named)
