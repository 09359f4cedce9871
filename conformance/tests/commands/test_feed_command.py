import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from antichain.conformance.commands import main
from antichain.impl.feed.replica import Replica
from antichain.impl.testing import Plan, Report
from antichain.impl.testing.soak_ledger import Outcome


def test_feed_serve_help_comes_from_the_server() -> None:
    shown = CliRunner().invoke(main, ["feed", "serve", "--help"])
    assert shown.exit_code == 0
    assert "usage: antichain feed serve" in shown.output
    assert "--peer URL" in shown.output


def test_feed_serve_that_cannot_start_exits_with_2() -> None:
    refused = CliRunner().invoke(main, ["feed", "serve", "--name", "", "--data", "x.db"])
    assert (refused.exit_code, refused.output) == (2, "error: a server needs a name, such as S1\n")


@pytest.mark.parametrize("package", ["httptools", "httpx2", "starlette", "uvicorn"])
def test_feed_serve_without_a_package_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    for name in [name for name in sys.modules if name.startswith(("antichain.impl.", package))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    refused = CliRunner().invoke(main, ["feed", "serve", "--name", "S1", "--data", "x.db"])
    assert refused.exit_code == 2
    assert f"the feed needs {package}" in refused.output
    assert "pip install 'antichain[feed]'" in refused.output


HEAVY = {"hypothesis", "networkx", "rich", "z3", "antichain.conformance.engine.check", "antichain.proofs"}
SERVE = "import sys; from antichain.conformance.commands import main; main(['feed', 'serve', *sys.argv[1:]])"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_feed_serve_is_small_and_loads_no_heavy_package(tmp_path: Path) -> None:
    command = [sys.executable, "-X", "importtime", "-c", SERVE, "--name", "S1", "--port", "0"]
    with subprocess.Popen(  # noqa: S603 — our own program
        [*command, "--data", str(tmp_path / "x.db")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline().startswith("listening on ")
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        process.terminate()
        _, imports = process.communicate()
    resident = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
    assert int(resident) * 1024 < 45_000_000
    imported = {line.rpartition("|")[2].strip() for line in imports.splitlines()}
    assert "antichain.impl.web.serve" in imported
    assert HEAVY.isdisjoint(imported)


@pytest.mark.slow
def test_feed_load_after_its_kills_ends_and_loses_nothing() -> None:
    loaded = CliRunner().invoke(main, ["feed", "load", "--kills", "2", "--seed", "1"])
    assert loaded.exit_code == 0, loaded.output
    assert "kill 2" in loaded.output
    assert "updates lost: 0\ncounted twice: 0\n" in loaded.output


@pytest.mark.parametrize(("lost", "code"), [(0, 0), (1, 1)])
def test_feed_load_with_a_ledger_mismatch_exits_with_1(monkeypatch: pytest.MonkeyPatch, lost: int, code: int) -> None:
    outcome = Outcome(acknowledged=1, lost=lost)
    report = Report(plan=Plan(), faults=Counter(), outcome=outcome, agreed=True, seconds=1.0)
    monkeypatch.setattr("antichain.impl.testing.run", lambda _: report)
    assert CliRunner().invoke(main, ["feed", "load"]).exit_code == code


def test_feed_backup_of_a_running_server_reads_the_same(tmp_path: Path) -> None:
    data, to = tmp_path / "s1.db", tmp_path / "copy.db"
    with Replica(data, "S1") as replica:
        post = replica.post("A", "hello").result()
        copied = CliRunner().invoke(main, ["feed", "backup", "--data", str(data), "--to", str(to)])
    assert copied.exit_code == 0, copied.output
    with Replica(to, "S1") as replica:
        assert replica.view.find(post).likes == 0
    again = CliRunner().invoke(main, ["feed", "backup", "--data", str(data), "--to", str(to)])
    assert (again.exit_code, "exists already" in again.output) == (2, True)
