"""The public names of the harness; each is imported when it is first used.

Describe a library of values, with what it claims, and check it:

>>> from antichain.conformance import Hello, Kind, Library, Options, ValueTarget, check
>>> def target():
...     library = Library(
...         new=lambda replica: {},
...         increment=lambda state, replica, by: {**state, replica: state.get(replica, 0) + by},
...         merge=lambda x, y: {r: x.get(r, 0) + y.get(r, 0) for r in x | y},
...         value=lambda state: sum(state.values()),
...     )
...     return ValueTarget(Hello(name="acme", kinds={Kind.G_COUNTER: Options()}), {Kind.G_COUNTER: library})
>>> from antichain.conformance.phases.bounds import Bounds
>>> report = check(target, phases=["exhaustive"], bounds=Bounds(events=3))

The report has the failures, each with its shortest history, and the status of every rule:

>>> from antichain.conformance import Failure, Report, RULES, explain
>>> isinstance(report, Report), report.verdict.value, report.rules[Kind.G_COUNTER]["CNT-ONCE"].value
(True, 'not conformant', 'fails')
>>> failure = next(failure for failure in report.failures if "CNT-ONCE" in failure.rules)
>>> isinstance(failure, Failure), failure.events, failure.rules
(True, 2, ('CNT-ONCE', 'CNT-STALE'))
>>> RULES["CNT-ONCE"].statement
'no update is counted twice, however often and however late a state arrives'
>>> print(explain("CNT-ONCE").splitlines()[1])
needs a counter

A target can also be an object with the methods of :class:`Target`. It raises :class:`Rejected` to refuse by contract,
and :class:`Unsupported` for an operation that it does not offer. :func:`refusing` turns exceptions of a library into
rejects. :class:`DurableValueTarget` implements each :class:`Fault`. To run a target as a program that speaks the
protocol, call ``serve(target())``.

>>> from antichain.conformance import DurableValueTarget, Fault, Rejected, Target, Unsupported, refusing, serve
>>> str(Rejected("negative", "a counter only grows")), issubclass(Unsupported, Exception), callable(serve)
("('negative', 'a counter only grows')", True, True)
>>> callable(refusing({ValueError: "negative"}))
True
>>> hasattr(DurableValueTarget, Fault.CRASH.value), hasattr(Target, "open")
(True, True)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from antichain.conformance.adapters.durable_values import DurableValueTarget
    from antichain.conformance.adapters.refusing import refusing
    from antichain.conformance.adapters.serve import serve
    from antichain.conformance.adapters.values import Library, ValueTarget
    from antichain.conformance.api import check
    from antichain.conformance.engine.report import Report
    from antichain.conformance.failures.failure import Failure
    from antichain.conformance.protocol.claims import Fault, Hello, Kind, Options
    from antichain.conformance.protocol.target import Rejected, Target, Unsupported
    from antichain.conformance.rules.catalogue import RULES
    from antichain.conformance.rules.explanation import explain

__all__ = [
    "RULES",
    "DurableValueTarget",
    "Failure",
    "Fault",
    "Hello",
    "Kind",
    "Library",
    "Options",
    "Rejected",
    "Report",
    "Target",
    "Unsupported",
    "ValueTarget",
    "check",
    "explain",
    "refusing",
    "serve",
]

_MODULES = {
    "RULES": "rules.catalogue",
    "DurableValueTarget": "adapters.durable_values",
    "Failure": "failures.failure",
    "Fault": "protocol.claims",
    "Hello": "protocol.claims",
    "Kind": "protocol.claims",
    "Library": "adapters.values",
    "Options": "protocol.claims",
    "Rejected": "protocol.target",
    "Report": "engine.report",
    "Target": "protocol.target",
    "Unsupported": "protocol.target",
    "ValueTarget": "adapters.values",
    "check": "api",
    "explain": "rules.explanation",
    "refusing": "adapters.refusing",
    "serve": "adapters.serve",
}


def __getattr__(name: str) -> object:
    """Return a public name, importing the module that defines it.

    Raises:
        AttributeError: the name is not public.

    """
    if name not in _MODULES:
        message = f"module {__name__!r} has no attribute {name!r}; public names are {', '.join(__all__)}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
