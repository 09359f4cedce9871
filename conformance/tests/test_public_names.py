"""The public names of antichain.conformance are pinned, and the import of the package is cheap."""

import inspect
import pkgutil
import re
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module, metadata

import pytest

import antichain.conformance
import antichain.model
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.protocol.target import Unsupported
from antichain.conformance.targets import reference
from antichain.conformance.testing import RuleCase, assert_conforms, rule_cases
from antichain.conformance.zoo.wrong import article

_NAMES = [
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
_HEAVY = "networkx", "hypothesis", "z3", "click"


_SIGNATURES: dict[str, dict[str, str | None]] = {
    "antichain.conformance": {
        "check": (
            "target, *, kinds=(), rules=(), phases=(), seed=0, budget=15.0, bounds=None, profile=None, "
            "max_seconds=None, required=(), history=None, known=None, strict=False, jobs=1, timeout=2.0, on_event"
        ),
        "explain": "rule",
        "refusing": "codes",
        "serve": "target",
    },
    "antichain.conformance.testing": {
        "RuleCase": "kind, rule, report",
        "assert_conforms": "target, **choices",
        "rule_cases": "target, **choices",
        "state_machine": "factory, kind",
    },
    "antichain.conformance.histories": {
        "Execution": None,
        "Reach": None,
        "count_graphs": "replicas, events, *, receive",
        "dumps": "execution",
        "generate": "family, *, replicas, events, seed=0, receive",
        "graphs": "replicas, events, *, receive",
        "loads": "text",
    },
    "antichain.model": {
        "compare": "x, y",
        "delta": "x, y",
        "dots": "x",
        "join": "x, y",
        "leq": "x, y",
        "meet": "x, y",
        "receive": "x, y, r",
        "tick": "x, r",
    },
}
"""The arguments of the public functions; a default is written where it is a plain value."""


def _arguments(function: Callable[..., object]) -> str:
    """Return the names of the arguments, with the defaults that are plain values."""
    words = []
    for name, each in inspect.signature(function).parameters.items():
        if each.kind is each.KEYWORD_ONLY and "*" not in words:
            words.append("*")
        plain = each.default is None or isinstance(each.default, int | float | tuple)
        word = f"{name}={each.default!r}" if plain else name
        words.append(f"**{word}" if each.kind is each.VAR_KEYWORD else word)
    return ", ".join(words)


_PINNED = [(module, name) for module, names in _SIGNATURES.items() for name in names]


@pytest.mark.parametrize(("module", "name"), _PINNED)
def test_public_function_takes_the_pinned_arguments(module: str, name: str) -> None:
    function, expected = getattr(import_module(module), name), _SIGNATURES[module][name]

    assert function.__doc__
    assert expected is None or _arguments(function) == expected


@pytest.mark.parametrize("module", ["antichain.conformance.testing", "antichain.conformance.histories"])
def test_public_names_of_a_module_equal_the_pinned_ones(module: str) -> None:
    assert import_module(module).__all__ == list(_SIGNATURES[module])


def test_public_names_of_the_model_equal_the_pinned_ones() -> None:
    values = ["LAWS", "CausalityGraph", "Clock", "Event", "GCounter", "Order", "PNCounter"]

    assert antichain.model.__all__ == [*values, *_SIGNATURES["antichain.model"]]
    assert all(getattr(antichain.model, name).__doc__ for name in values)


@pytest.mark.parametrize(
    "module",
    ["antichain.conformance", "antichain.conformance.testing", "antichain.conformance.histories", "antichain.model"],
)
def test_public_name_has_an_example_that_runs(module: str) -> None:
    package = import_module(module)
    imported = set(re.findall(r"\w+", " ".join(re.findall(r">>> from .* import (.*)", package.__doc__ or ""))))
    for name in package.__all__:
        value = getattr(package, name)
        methods = vars(value).values() if isinstance(value, type) else ()
        own = any(">>>" in (getattr(each, "__doc__", None) or "") for each in (value, *methods))
        assert own or name in imported, name


def test_version_is_that_of_the_distribution() -> None:
    assert antichain.__version__ == metadata.version("antichain")


def test_public_names_equal_the_pinned_list() -> None:
    assert antichain.conformance.__all__ == _NAMES


@pytest.mark.parametrize("name", _NAMES)
def test_public_name_is_documented(name: str) -> None:
    assert getattr(antichain.conformance, name).__doc__


def test_check_with_wrong_arguments_is_refused() -> None:
    with pytest.raises(ValueError, match="does not claim pn-counter"):
        antichain.conformance.check(article.target, kinds=["pn-counter"])
    with pytest.raises(ValueError, match="workers start the target by its name"):
        antichain.conformance.check(article.target, jobs=2)


@pytest.mark.slow
def test_assert_conforms_accepts_the_reference() -> None:
    small = Bounds(events=3, histories=2, steps=6, large=8, crowd=10, faulty=1, named=1)
    assert_conforms(reference.target, kinds=["g-counter"], bounds=small)
    with pytest.raises(AssertionError, match="g-counter breaks CNT-ONCE"):
        assert_conforms(article.target, bounds=small)


def _cases(target: Callable[[], object], **choices: object) -> dict[str, RuleCase]:
    cases = [case.values[0] for case in rule_cases(target, **choices)]
    return {f"{case.kind.value}-{case.rule}": case for case in cases if isinstance(case, RuleCase)}


@pytest.mark.slow
def test_rule_cases_fail_for_the_rules_the_article_breaks() -> None:
    small = Bounds(events=3, histories=2, steps=6, large=8, crowd=10, faulty=1, named=1)
    cases = _cases(article.target, bounds=small)
    cases["g-counter-CNT-MONOTONE"].assert_holds()
    with pytest.raises(AssertionError, match=r"g-counter: CNT-ONCE fails(.|\n)*counted more than once"):
        cases["g-counter-CNT-ONCE"].assert_holds()

    right = _cases(reference.target, kinds=["g-counter"], bounds=small)
    right["g-counter-CNT-ONCE"].assert_holds()


def test_explain_of_an_unknown_rule_names_the_nearest() -> None:
    with pytest.raises(ValueError, match="the nearest are CNT-ONCE"):
        antichain.conformance.explain("CNT-ONCEE")


def test_public_name_is_the_object_of_its_module() -> None:
    assert antichain.conformance.Unsupported is Unsupported


def test_public_names_differ_from_submodules() -> None:
    submodules = {module.name for module in pkgutil.iter_modules(antichain.conformance.__path__)}

    assert not submodules & set(_NAMES)


def test_unknown_name_raises_with_the_public_names() -> None:
    with pytest.raises(AttributeError, match=r"no attribute 'Nope'; public names are .*Unsupported"):
        antichain.conformance.Nope  # noqa: B018 — reading the attribute is what is tested


@pytest.mark.parametrize(
    "use",
    [
        "",
        "; antichain.conformance.Options(); antichain.conformance.Target",
        "; antichain.__version__; import antichain.conformance.histories",
        "; from antichain.model import Clock",
    ],
)
def test_package_import_loads_no_heavy_library(use: str) -> None:
    code = f"import sys, antichain.conformance{use}; print([m for m in {_HEAVY} if m in sys.modules])"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 — our own interpreter and text

    assert done.stdout == "[]\n"
