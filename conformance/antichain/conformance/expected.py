"""What is expected of a kept failure, as data: it outlives the run, and travels between processes.

A check is code; what it holds an answer to is told here in one of four forms, with answers as the protocol writes them:

    {"ok": 3}                              this answer
    {"either": [{"ok": null}, ...]}        one of these
    {"like": 5}                            the answer to line 5 of the case file once more
    {"any": "its bytes"}                   whatever it is, if it is no refusal and no error
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec

from antichain.conformance import protocol, wire
from antichain.conformance.checks import ANYTHING, Alike, Check, OneOf, without_zeros
from antichain.conformance.protocol import Broken, Failed, Kind, Options, Refused, Request, Unsupported
from antichain.conformance.script import Script

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.finding import Finding

__all__ = ["Due", "Expected", "due_of", "read_back", "recorded", "told", "written"]

AnswerData = dict[str, Any]
_CODES = ("negative", "not-an-integer", "overflow", "identity", "malformed", "unknown-replica")
_ORDERS = ("before", "after", "equal", "concurrent", "unordered")


class Due(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The answer due to one line of a case file; exactly one field is given."""

    ok: Any = msgspec.UNSET
    reject: str = ""
    either: tuple[AnswerData, ...] = ()
    like: int = 0
    any: str = ""


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """What lies beside a case file: who failed how, and which line was answered wrongly.

    ``due`` has an answer for each line of the case; ``observed`` those that came, from line 2 to the wrong one.
    """

    protocol: int
    antichain: str
    target: str
    kind: Kind
    claims: Options
    rules: tuple[str, ...]
    because: str
    about: str
    phase: str
    events: int
    flaky: bool
    line: int
    observed: tuple[AnswerData, ...]
    due: tuple[Due, ...]


def written(answer: Any) -> AnswerData:  # noqa: ANN401 — every verb has a result of its own
    """Return an answer as data, in the form that the protocol has for it.

    >>> written(Refused("negative"))
    {'reject': 'negative'}
    """
    if isinstance(answer, Broken):
        return {"broken": answer.cause, "text": answer.detail}
    data: AnswerData = msgspec.json.decode(wire.write_answer(0, answer))
    del data["id"]
    return data


def read_back(request: Request, data: AnswerData) -> Any:  # noqa: ANN401 — likewise
    """Return the answer to ``request`` that data says, or :class:`Broken` where it is none."""
    if "broken" in data:
        return Broken(data["broken"], data.get("text", ""))
    return wire.read_answer(0, request, msgspec.json.encode({"id": 0, **data}))


def due_of(request: Request, check: Check) -> Due:
    """Return, as data, what a check holds the answer to ``request`` to.

    >>> due_of(protocol.Value("A"), Check(due=3)).ok
    3
    """
    due = check.due
    if isinstance(check, Alike):
        return Due(like=check.to + 2)  # lines count from 1, and the first one is hello
    if isinstance(check, Recorded):
        return check.origin
    if isinstance(due, dict) and due and not check.broken({f"{name} again": held for name, held in due.items()}, []):
        return Due(any=f"entries such as {due}")  # a site may go by further names
    identity = [Refused("identity")] if check.ends(Refused("identity")) else []
    if not isinstance(due, OneOf) and not check.dynamic:
        return Due(either=tuple(map(written, (due, *identity)))) if identity else Due(**written(due))
    orders = _ORDERS if isinstance(request, protocol.Compare) else ()
    words = ("done", "unknown") if isinstance(request, protocol.Crash) else orders
    answers = (None, *map(Refused, _CODES), *words)
    right = [each for each in answers if due is not ANYTHING and each == due]
    right += [each for each in identity if right and each not in right]
    return Due(either=tuple(map(written, right))) if right else Due(any=str(due))


class Words(OneOf):
    """What is due in words, where several answers are right; unlike its base it is data."""

    __slots__ = ("answers",)
    __hash__ = None  # it equals many values, so no hash could agree

    def __init__(self, meaning: str, answers: tuple[Any, ...]) -> None:
        """Equal these answers, or, where there are none, every answer that is a result."""
        self.meaning = meaning
        self.answers = answers

    def __eq__(self, other: object) -> bool:
        """Return whether ``other`` is right."""
        if self.answers:
            return any(other == answer for answer in self.answers)
        return not isinstance(other, Refused | Failed | Unsupported | Broken)

    def __reduce__(self) -> tuple[type[Words], tuple[str, tuple[Any, ...]]]:
        """Travel as what it was made of."""
        return Words, (self.meaning, self.answers)


class Recorded(Check, frozen=True, gc=False, kw_only=True):
    """A check that was kept. ``wrong`` is the answer that broke ``rules``, at the one place where there was such."""

    origin: Due
    rules: tuple[str, ...]
    wrong: Any = msgspec.UNSET
    sentence: str = ""
    to: int | None = None

    @property
    def dynamic(self) -> bool:
        """Whether it depends on an earlier answer, or is the one that matters."""
        return self.to is not None or self.wrong is not msgspec.UNSET

    @property
    def decides(self) -> bool:
        """Whether it tells a right answer from a wrong one; some are right only together with others."""
        return not self.origin.any

    def ends(self, answer: Any) -> bool:  # noqa: ANN401 — every verb has its own
        """Return whether nothing after this answer is judged: to come up no more is legal where it is among the due."""
        return isinstance(answer, Refused) and answer.code == "identity" and answer == self.due

    def broken(self, answer: Any, earlier: Sequence[Any]) -> tuple[str, ...]:  # noqa: ANN401 — likewise
        """Return the rules that were broken, where the answer is as wrong as it was, or is not the one due."""
        if self.wrong is not msgspec.UNSET and alike(answer, self.wrong):
            return self.rules
        if isinstance(answer, dict) and isinstance(self.due, dict):
            return () if without_zeros(answer) == without_zeros(self.due) else self.rules
        due = self.due if self.to is None else earlier[self.to]
        return () if answer == due else self.rules

    def because(self, answer: Any) -> str:  # noqa: ANN401 — likewise
        """Return the sentence that says why a wrong answer is wrong."""
        return (
            self.sentence if self.wrong is not msgspec.UNSET and alike(answer, self.wrong) else super().because(answer)
        )


def alike(one: Any, other: Any) -> bool:  # noqa: ANN401 — likewise
    """Return whether two answers say the same: errors and deaths may say it in other words."""
    if isinstance(one, Broken) and isinstance(other, Broken):
        return one.cause == other.cause
    if isinstance(one, Refused) and isinstance(other, Refused):
        return one.code == other.code
    return type(one) is type(other) and (isinstance(one, Failed) or bool(one == other))


def recorded(
    request: Request, due: Due, rules: tuple[str, ...], wrong: object = msgspec.UNSET, sentence: str = ""
) -> Check:
    """Return the check that was kept as ``due``."""
    to = None
    held: Any
    if isinstance(request, protocol.Send | protocol.Stamp) and wrong is msgspec.UNSET:
        held = Words("done, or its bytes", ())  # whatever a message is inside, another target may keep it otherwise
    elif due.like:
        to, held = due.like - 2, Words(f"the answer to line {due.like}", ())
    elif due.either:
        answers = tuple(read_back(request, each) for each in due.either)
        held = Words(" or ".join(map(_shown, due.either)), answers)
    elif due.any:
        held = Words(due.any, ())
    else:
        held = read_back(request, {"reject": due.reject} if due.reject else {"ok": due.ok})
    return Recorded(due=held, origin=due, rules=rules, wrong=wrong, sentence=sentence, to=to)


def _shown(answer: AnswerData) -> str:
    if "reject" in answer:
        return f"rejected as {answer['reject']}"
    return "done" if answer["ok"] is None else str(answer["ok"])


def told(finding: Finding) -> Finding:
    """Return a finding that says the same and is data alone, so that it can travel between processes."""
    script, place = finding.case.script, finding.verdict.place
    checks: list[Check] = []
    for n, (request, check) in enumerate(zip(script.requests, script.checks, strict=True)):
        about = (finding.verdict.answer, finding.because) if n == place else ()
        kept = recorded(request, due_of(request, check), finding.rules, *about)
        checks.append(msgspec.structs.replace(kept, to=getattr(check, "to", None)))
    plain = Script(
        script.kind,
        script.requests,
        checks,
        script.events,
        [due if not isinstance(due, OneOf) else Words(str(due), ()) for due in script.due],
        list(range(len(checks))),
        script.effective,
    )
    return replace(finding, case=replace(finding.case, script=plain))
