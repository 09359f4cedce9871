"""``antichain targets``: the choice of a language, and installation."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from click.testing import CliRunner

from antichain.conformance.commands import main
from antichain.conformance.targets.registry import SHIPPED, ThirdParty, UnavailableError

if TYPE_CHECKING:
    import pytest


def test_targets_of_a_language_are_listed_alone() -> None:
    result = CliRunner().invoke(main, ["targets", "--language", "javascript", "--json"])
    listed = {row["name"] for row in json.loads(result.output)}
    assert listed == {name for name, each in SHIPPED.items() if each.language == "javascript"}
    assert "orbit-crdts" in listed


def test_targets_install_goes_on_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def install(adapter: ThirdParty) -> None:
        tried.append(adapter.name)
        if adapter.name == "loro-python":
            message = "loro-python cannot be installed"
            raise UnavailableError(message)

    monkeypatch.setattr(ThirdParty, "install", install)
    result = CliRunner().invoke(main, ["targets", "--language", "python", "--install"])
    assert result.exit_code == 2
    assert "loro-python cannot be installed\n" in result.output
    assert tried == [
        name for name, each in SHIPPED.items() if isinstance(each, ThirdParty) and each.language == "python"
    ]
