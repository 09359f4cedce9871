"""The plugin of pytest: ``pytest --antichain TARGET`` collects one test for each kind of a target and each rule.

Every run of pytest loads the plugin, so it imports the harness only in a run with ``--antichain``.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from antichain.conformance.engine.report import Report
    from antichain.conformance.failures.known import Known
    from antichain.conformance.protocol.claims import Claim, Kind
    from antichain.conformance.rules.catalogue import Rule

__all__ = ["pytest_addoption", "pytest_collection_modifyitems", "pytest_configure"]

_PROFILES = ("quick", "gate", "thorough")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options; without ``--antichain`` the plugin does nothing."""
    group = parser.getgroup("antichain", "conformance of vector clocks and replicated counters")
    group.addoption("--antichain", metavar="TARGET", help="Test this target, named as for `antichain check`.")
    group.addoption(
        "--antichain-kind", metavar="KIND", action="append", default=[], help="Test only this kind (repeatable)."
    )
    group.addoption(
        "--antichain-profile", choices=_PROFILES, default="gate", help="How much is tried (default: %(default)s)."
    )
    group.addoption("--antichain-bounds", metavar="BOUNDS", help="Override bounds of the profile, as in events=4.")
    group.addoption(
        "--antichain-known",
        metavar="FILE",
        help="The known failures; without, antichain.toml beside the adapter or here.",
    )
    group.addoption("--antichain-strict", action="store_true", help="Let SHOULD rules decide, too.")


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers."""
    config.addinivalue_line("markers", "antichain: tests of a target against a rule, made by --antichain")
    if not config.pluginmanager.hasplugin("xdist"):
        config.addinivalue_line(
            "markers", "xdist_group(name): tests that one process runs; without xdist, of no effect"
        )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Add a test for each kind and rule; this hook runs first, so that ``-k``, ``-m`` and ``--lf`` select them.

    Raises:
        UsageError: the target cannot be started, or an option is wrong.

    """
    if config.getoption("antichain"):
        tests = list(_tests(session, config))
        items += tests
        # pytest counts the tests that a collector reports, and these have none.
        config.hook.pytest_collectreport(report=pytest.CollectReport("antichain", "passed", None, [*tests]))


class RuleFailureError(AssertionError):
    """A rule that does not hold; the message is shown as it is."""


class KnownFailureError(RuleFailureError):
    """A rule that fails as ``antichain.toml`` says."""


class TargetSuite(pytest.Collector):
    """The tests of one target; its children are the kinds."""

    def collect(self) -> Iterator[pytest.Item]:
        """Return no test: the tests are added after the collection of all others."""
        return iter(())


class RuleItem(pytest.Item):
    """The test of one rule on one kind."""

    def __init__(self, *, rule: Rule, claim: Claim, report: Callable[[], Report], **more: Any) -> None:  # noqa: ANN401 — what pytest passes
        """Make the test; ``report`` runs the check of the kind, or returns its report."""
        super().__init__(**more)
        self.rule = rule
        self.claim = claim
        self.report = report

    def runtest(self) -> None:
        """Run the check of the kind, unless another test has, and raise if the rule does not hold.

        Raises:
            RuleFailureError: the rule fails, or was not exercised.

        """
        from antichain.conformance.engine.status import Status  # noqa: PLC0415 — a run without the option stays fast
        from antichain.conformance.testing import RuleCase  # noqa: PLC0415 — a run without the option stays fast

        report = self.report()
        status = report.statuses(self.claim.kind)[self.rule.id]
        if status is Status.HOLDS:
            return
        story = "\n\n".join(RuleCase(self.claim.kind, self.rule.id, self.report).story())
        if status is Status.KNOWN:
            if self.get_closest_marker("xfail"):
                raise KnownFailureError(story)
            pytest.xfail(f"it follows from a failure that is known\n{story}")
        if not report.weighs(self.rule.id):
            if status is Status.NOT_EXERCISED:
                pytest.skip(f"{self.rule.level.value} rule, not exercised")
            pytest.xfail(f"{self.rule.level.value} rule, which does not decide\n{story}")
        raise RuleFailureError(story)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:  # noqa: ANN401 — the signature of pytest
        """Return the story of a failure of the rule, and the traceback of any other error."""
        return (
            str(excinfo.value) if isinstance(excinfo.value, RuleFailureError) else super().repr_failure(excinfo, style)
        )

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return the folder, the line 0, and the name of the test in headings."""
        return self.config.rootpath, 0, f"{self.claim.kind.value} {self.rule.id}: {self.rule.statement}"


def _tests(session: pytest.Session, config: pytest.Config) -> Iterator[RuleItem]:
    """Yield the tests of the target."""
    from antichain.conformance.protocol.claims import Claim  # noqa: PLC0415 — a run without the option stays fast
    from antichain.conformance.rules.catalogue import RULES  # noqa: PLC0415 — a run without the option stays fast
    from antichain.conformance.rules.offers import concerns  # noqa: PLC0415 — a run without the option stays fast

    target = config.getoption("antichain")
    hello, known, check_of = _prepared(config, target)
    suite = TargetSuite.from_parent(session, name="antichain", nodeid="antichain")
    for claim in Claim.all_of(hello):
        if config.getoption("antichain_kind") and claim.kind.value not in config.getoption("antichain_kind"):
            continue
        of_kind = TargetSuite.from_parent(suite, name=claim.kind.value)
        for rule in RULES.values():
            if concerns(rule, claim.kind):
                item: RuleItem = RuleItem.from_parent(
                    of_kind, name=rule.id, rule=rule, claim=claim, report=check_of(claim.kind)
                )
                for mark in _marks(rule, claim, known):
                    item.add_marker(mark)
                yield item


def _marks(rule: Rule, claim: Claim, known: Known) -> Iterator[pytest.MarkDecorator]:
    """Yield the marks of one test: its group, and whether it is skipped or expected to fail."""
    from antichain.conformance.rules.offers import why_not_offered  # noqa: PLC0415 — a run without the option stays fast

    yield pytest.mark.antichain
    yield pytest.mark.xdist_group(f"antichain-{claim.kind.value}")
    if why := why_not_offered(rule, claim):
        yield pytest.mark.skip(reason=f"not offered: {why}")
        return
    for entry in known.entries:
        if rule.id in entry.rules and (not entry.kinds or claim.kind in entry.kinds):
            reason = entry.issue or entry.sentence
            yield pytest.mark.xfail(reason=f"known: {reason}", raises=KnownFailureError, strict=True)
            return


def _prepared(config: pytest.Config, target: str) -> tuple[Any, Known, Callable[[Kind], Callable[[], Report]]]:
    """Return the claims of the target, its known failures, and a function that returns the check of a kind."""
    from datetime import UTC, datetime  # noqa: PLC0415 — a run without the option stays fast
    from pathlib import Path  # noqa: PLC0415 — a run without the option stays fast

    from antichain.conformance import api  # noqa: PLC0415 — a run without the option stays fast
    from antichain.conformance.failures import known_file  # noqa: PLC0415 — a run without the option stays fast
    from antichain.conformance.failures.known import NOTHING_KNOWN  # noqa: PLC0415 — a run without the option stays fast
    from antichain.conformance.phases.bounds import Bounds  # noqa: PLC0415 — a run without the option stays fast
    from antichain.conformance.phases.profiles import PROFILES, Profile  # noqa: PLC0415 — a run without the option stays fast
    from antichain.conformance.targets.resolve import StartError  # noqa: PLC0415 — a run without the option stays fast

    profile = Profile(config.getoption("antichain_profile"))
    bounds, written = PROFILES[profile], config.getoption("antichain_bounds")
    named = config.getoption("antichain_known")
    path = Path(named) if named else known_file.beside(target)
    try:
        hello = api.hello_of(target)
        bounds = Bounds.parse(written, bounds) if written else bounds
        known = known_file.read(path, datetime.now(tz=UTC).astimezone().date()) if path else NOTHING_KNOWN
    except (StartError, known_file.BadKnownError, ValueError) as why:
        message = f"--antichain: {why}"
        raise pytest.UsageError(message) from why
    for kind in config.getoption("antichain_kind"):
        if kind not in hello.kinds:
            message = f"--antichain-kind: {target} does not claim {kind!r}; it claims {', '.join(hello.kinds)}"
            raise pytest.UsageError(message)

    def check_of(kind: Kind) -> Callable[[], Report]:
        @cache
        def report() -> Report:
            return api.check(
                target,
                kinds=[kind.value],
                profile=profile.value,
                bounds=bounds,
                known=path,
                strict=config.getoption("antichain_strict"),
            )

        return report

    return hello, known.of_target(target, hello.name), check_of
