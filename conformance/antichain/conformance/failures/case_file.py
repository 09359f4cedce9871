"""Kept failures: a case file, which is standard input for the adapter, and the expected answers beside it.

.antichain/cases/4f2a90c1.jsonl           replayed without antichain: ./adapter < 4f2a90c1.jsonl
.antichain/cases/4f2a90c1.expected.json   never sent to the target
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING, Any

import msgspec

from antichain.conformance.cases.case import DirectedCase
from antichain.conformance.cases.script import Script, ScriptStep
from antichain.conformance.failures.expectation import Due, Expected, answer_from_data, answer_to_data, due, recorded
from antichain.conformance.protocol import jsonl, requests
from antichain.conformance.protocol.answers import Broken, Misshapen
from antichain.conformance.protocol.claims import PROTOCOL
from antichain.conformance.protocol.requests import Bye, Greet, Load

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from antichain.conformance.failures.failure import Failure
    from antichain.conformance.protocol.claims import Options
    from antichain.conformance.protocol.requests import Request

__all__ = [
    "BadCaseError",
    "CaseFile",
    "case_file_of",
    "case_id",
    "case_lines",
    "has_literal_bytes",
    "is_serialisable",
    "keep",
    "parse",
    "read",
    "version",
]


class _Spoken(msgspec.Struct):
    protocol: int


class BadCaseError(Exception):
    """A file does not hold a case; the message is one sentence that names it and its line."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A kept failure: the requests between hello and bye, and the expected answers."""

    id: str
    requests: tuple[Request, ...]
    expected: Expected

    @property
    def place(self) -> int:
        """The place of the request that was answered wrongly."""
        return self.expected.line - 2

    @property
    def decides(self) -> bool:
        """Whether the kept data is enough to judge the answer at the place of the failure."""
        return not self.expected.due[self.expected.line - 1].any

    @property
    def then(self) -> list[Any]:
        """The answers of the run that kept it, up to and with the wrong one."""
        return [*map(answer_from_data, self.requests, self.expected.observed)]

    def case(self) -> DirectedCase:
        """Return the kept failure as a case, to be played and judged."""
        expected = self.expected
        steps = []
        for place, (request, written) in enumerate(zip(self.requests, expected.due[1:-1], strict=True)):
            about = (self.then[-1], expected.because) if place == self.place else ()
            check = recorded(request, written, expected.rules, *about)
            if place == self.place:
                check = msgspec.structs.replace(check, evidence=len(self.requests) - place - 1 or None)
            steps.append(ScriptStep(request, check))
        return DirectedCase(expected.about, Script(expected.kind, tuple(steps)))


def case_lines(failure: Failure) -> bytes:
    """Return the lines that lead an adapter to the wrong answer: hello, the requests, bye."""
    requests = [Greet(), *failure.requests, Bye()]
    return b"".join(jsonl.write_request(number, request) for number, request in enumerate(requests, 1))


def case_id(failure: Failure) -> str:
    """Return a short name that two failures share exactly when their lines are the same."""
    return hashlib.sha256(case_lines(failure)).hexdigest()[:8]


def version() -> str:
    """Return the version of antichain."""
    return metadata.version("antichain")


def case_file_of(failure: Failure, target: str, claims: Options) -> CaseFile:
    """Return a failure in its kept form."""
    place = failure.violation.place
    checks = failure.case.script.checks
    rights = [due(checks[n].right()) for n in range(len(failure.requests))]
    expected = Expected(
        protocol=PROTOCOL,
        antichain=version(),
        target=target,
        kind=failure.kind,
        claims=claims,
        rules=failure.rules,
        because=failure.explanation,
        about=failure.case.title,
        phase=failure.phase,
        events=failure.events,
        flaky=failure.flaky,
        line=place + 2,
        observed=tuple(map(answer_to_data, failure.answers[: place + 1])),
        due=(Due(any="who it is, and what it claims"), *rights, Due(ok=None)),
    )
    return CaseFile(case_id(failure), tuple(failure.requests), expected)


def is_serialisable(failure: Failure) -> bool:
    """Return whether a failure can be kept: JSON has no form for NaN and for infinite numbers."""
    amounts = (getattr(request, "by", 0) for request in failure.requests)
    return all(not isinstance(by, float) or math.isfinite(by) for by in amounts)


def keep(failure: Failure, target: str, claims: Options, folder: Path) -> Path:
    """Write the two files of a failure into ``folder``, and return where the first is.

    Raises:
        OSError: they cannot be written.

    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{case_id(failure)}.jsonl"
    path.write_bytes(case_lines(failure))
    expected = case_file_of(failure, target, claims).expected
    beside(path).write_bytes(_lined(expected))
    return path


def _lined(expected: Expected) -> bytes:
    """Return an expectation as JSON with a line for each field, and for each answer."""
    fields = []
    for name, said in msgspec.to_builtins(expected).items():
        answers = isinstance(said, list | tuple) and name != "rules"
        text = "[\n    " + ",\n    ".join(map(_json, said)) + "\n  ]" if answers else _json(said)
        fields.append(f'  "{name}": {text}')
    return ("{\n" + ",\n".join(fields) + "\n}\n").encode()


def _json(said: object) -> str:
    return msgspec.json.encode(said).decode()


def beside(path: Path) -> Path:
    """Return the path of the expected answers of a case file.

    >>> from pathlib import Path
    >>> beside(Path("4f2a90c1.jsonl")).name
    '4f2a90c1.expected.json'
    """
    return path.with_name(f"{path.name.removesuffix('.jsonl')}.expected.json")


def read(path: Path) -> tuple[tuple[Request, ...], CaseFile | None]:
    """Return the requests of a case file between hello and bye, and the failure, if expected answers are beside it.

    Raises:
        BadCaseError: one of the two files is malformed, or they do not belong together.

    """
    try:
        data = path.read_bytes()
        requests = read_lines(data, str(path))
        told = beside(path)
        if not told.exists():
            return requests, None
        return requests, parse(data, str(path), _read_expected(told.read_bytes(), str(told)))
    except OSError as why:
        message = f"{why.filename}: {why.strerror}"
        raise BadCaseError(message) from why


def parse(data: bytes, name: str, expected: Expected) -> CaseFile:
    """Return the failure that lines and an expectation describe.

    Raises:
        BadCaseError: a line is not a request, or the two do not belong together.

    """
    requests = read_lines(data, name)
    name = f"what is expected of {name}"
    if len(expected.due) != len(requests) + 2 or not (
        1 < expected.line < len(expected.due) and len(expected.observed) == expected.line - 1
    ):
        message = f"{name}: it does not belong to this case, which has {len(requests) + 2} lines"
        raise BadCaseError(message)
    for line, (request, written) in enumerate(zip(requests, expected.due[1:-1], strict=True), 2):
        if isinstance(recorded(request, written, ()).expected, Broken | Misshapen) or not 0 <= written.like < line:
            message = f"{name}: the expected answer to line {line} is not an answer to it"
            raise BadCaseError(message)
    return CaseFile(hashlib.sha256(data).hexdigest()[:8], requests, expected)


def _read_expected(data: bytes, name: str) -> Expected:
    try:
        spoken = msgspec.json.decode(data, type=_Spoken).protocol
        if spoken == PROTOCOL:
            return msgspec.json.decode(data, type=Expected)
        why = f"it is of protocol {spoken}; this is protocol {PROTOCOL}"
    except (ValueError, UnicodeError, RecursionError) as wrong:
        why = f"no expectation: {wrong}"
    message = f"{name}: {why}"
    raise BadCaseError(message)


def read_lines(data: bytes, name: str) -> tuple[Request, ...]:
    """Return the requests of a case file's lines between hello and bye.

    Raises:
        BadCaseError: a line is not a request, or lines are missing.

    """
    played: list[Request] = []
    lines = data.splitlines()
    for number, line in enumerate(lines, 1):
        request = _read_line(line, f"{name}:{number}")
        if number == 1 and not isinstance(request, Greet):
            message = f"{name}:1: a case begins with hello"
            raise BadCaseError(message)
        if isinstance(request, Greet) and request.protocol != PROTOCOL:
            message = f"{name}:{number}: it is a case of protocol {request.protocol}; this is protocol {PROTOCOL}"
            raise BadCaseError(message)
        played.append(request)
    if not played or not isinstance(played[-1], Bye):
        message = f"{name}:{len(lines)}: the case is cut short: it ends without bye"
        raise BadCaseError(message)
    wrong = next((n for n, request in enumerate(played[1:-1], 2) if isinstance(request, Greet | Bye)), None)
    if wrong or len(played) == len("hb") or not isinstance(played[1], requests.Open):
        message = f"{name}:{wrong or 2}: after hello a case opens one history, and plays it until bye"
        raise BadCaseError(message)
    return tuple(played[1:-1])


def _read_line(line: bytes, place: str) -> Request:
    try:
        _, request = jsonl.read_request(line)
        if request is not None:
            return request
        said = msgspec.json.decode(line)
    except (ValueError, UnicodeError, RecursionError) as wrong:
        message = f"{place}: no request ({wrong}): {line[:100].decode(errors='backslashreplace')}"
        raise BadCaseError(message) from None
    verbs = {str(verb.__struct_config__.tag) for verb in requests.REQUESTS}
    why = "wrong fields for the verb" if said.get("op") in verbs else f"protocol {PROTOCOL} has no verb"
    message = f"{place}: {why} {said.get('op')!r}"
    raise BadCaseError(message)


def has_literal_bytes(requests: Iterable[Request]) -> bool:
    """Return whether a case holds bytes that one target sent, which other targets cannot read."""
    return any(isinstance(request, Load) for request in requests)
