import sys

import pytest
from click.testing import CliRunner

from antichain.conformance.commands import main


def test_what_serve_takes_is_said_by_serve_itself() -> None:
    shown = CliRunner().invoke(main, ["feed", "serve", "--help"])
    assert shown.exit_code == 0
    assert "usage: antichain feed serve" in shown.output
    assert "--peer URL" in shown.output


def test_a_server_that_cannot_start_exits_with_2() -> None:
    refused = CliRunner().invoke(main, ["feed", "serve", "--name", "", "--data", "x.db"])
    assert (refused.exit_code, refused.output) == (2, "error: a server needs a name, such as S1\n")


@pytest.mark.parametrize("package", ["httpx2", "prometheus_client", "starlette", "uvicorn"])
def test_a_package_that_is_missing_is_named_with_its_cure(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    for name in [name for name in sys.modules if name.startswith(("antichain.impl.", package))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    refused = CliRunner().invoke(main, ["feed", "serve", "--name", "S1", "--data", "x.db"])
    assert refused.exit_code == 2
    assert f"the feed needs {package}" in refused.output
    assert "pip install 'antichain[feed]'" in refused.output
