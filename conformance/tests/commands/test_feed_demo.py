"""``antichain feed demo`` as a user runs it: its output, and the absence of leftovers after every kind of end."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
import pytest
from click.testing import CliRunner
from tests.processes import MARK, left_behind

from antichain.conformance.commands import main
from antichain.conformance.commands.feed.demo import demo, stage
from antichain.conformance.commands.feed.demo.story import history, story
from antichain.impl.client import Feed
from antichain.impl.feed.errors import Away
from antichain.impl.testing.local_cluster import Cluster, Died, Server
from antichain.model.causality import CausalityGraph

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

DEMO = [sys.executable, "-m", "antichain.conformance", "feed", "demo"]
ROOT = Path(__file__).parents[3]
PATIENCE = 60
ARTICLE, LAST_WRITER, FEED = "article", "last_writer", "feed"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[dict[str, str]]:
    environment = {**os.environ, MARK: str(tmp_path), "TMPDIR": str(tmp_path), "COLUMNS": "300"}
    yield environment
    late = time.monotonic() + PATIENCE
    while left_behind(tmp_path) and time.monotonic() < late:
        time.sleep(0.01)
    assert left_behind(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def started(*options: str, place: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 — our own program
        [*DEMO, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=place, start_new_session=True
    )


def run(*options: str, place: dict[str, str]) -> tuple[int, str, str]:
    with started(*options, place=place) as process:
        output, errors = process.communicate(timeout=PATIENCE)
    return process.returncode, output, errors


def servers_of(place: dict[str, str]) -> dict[str, int]:
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_text(encoding="utf-8").split("\0")
            marked = f"{MARK}={place[MARK]}".encode() in (folder / "environ").read_bytes()
        except OSError:
            continue
        if marked and "antichain.impl.testing.server_process" in words:
            found[words[words.index("--name") + 1]] = int(folder.name)
    return found


def kept(process: subprocess.Popen[str]) -> dict[str, str]:
    assert process.stderr is not None
    lines = []
    while (line := process.stderr.readline()) not in ("Ctrl-C ends them\n", ""):
        lines.append(line)
    urls = re.findall(r"(S\d|all servers) (?:is|are) at (http://127\.0\.0\.1:\d+)\n", "".join(lines))
    assert len(urls) == len(lines) > 0, lines
    return dict(urls)


def test_demo_shows_the_article_and_where_its_rule_breaks(place: dict[str, str]) -> None:
    began = time.monotonic()
    code, output, errors = run(place=place)
    assert (code, errors) == (0, "")
    assert time.monotonic() - began < PATIENCE / 2
    lines = output.splitlines()
    assert not [line for line in lines if line.endswith(" ")]
    assert max(map(len, lines)) <= 100
    rows = [re.split(r"  +", line) for line in lines if re.search(r"S[12]  .*\[", line)]
    assert ["B likes on S1", "S1", "[S1:1, S2:0]", "1", "1", "1", "1"] in rows
    assert ["C likes on S2", "S2", "[S1:0, S2:1]", "1", "1", "1", "1"] in rows
    assert ["heal: all sync", "S1", "[S1:1, S2:1]", "2", "2", "✗ 1", "2"] in rows
    assert ["", "S2", "[S1:1, S2:1]", "2", "2", "✗ 1", "2"] in rows
    assert ["sync S1 to S2", "S2", "[S1:2, S2:1]", "3", "✗ 4", "✗ 2", "3"] in rows
    assert "on 4 by the article's, on 2 by the last writer's" in " ".join(lines)
    readme = [line.rstrip() for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines()]
    start = readme.index("round 2: and on")
    shown = readme[start : readme.index("```", start)]
    assert "\n".join(shown) in "\n".join(lines)


def test_demo_json_has_the_same_numbers(place: dict[str, str]) -> None:
    code, output, _ = run("--servers", "3", "--json", place=place)
    shown = json.loads(output)
    first, second = (one["rows"] for one in shown["rounds"])
    assert code == 0
    assert [server["name"] for server in shown["servers"]] == ["S1", "S2", "S3"]
    for row in first[-3:]:
        assert row["counted"] == {"S1": 1, "S2": 1, "S3": 1}
        assert row["clock"] == {"S1": 2, "S2": 1, "S3": 1}
        assert [row[rule] for rule in ("truth", FEED, ARTICLE, LAST_WRITER)] == [3, 3, 3, 1]
    for row in second[-3:]:
        assert row["counted"] == {"S1": 2, "S2": 1}
        assert [row[rule] for rule in ("truth", FEED, ARTICLE, LAST_WRITER)] == [3, 3, 4, 2]
    assert all(row[FEED] == row["truth"] for row in first + second)


@pytest.mark.parametrize("number", [2, 3, 6])
def test_demo_known_likes_are_the_reachable_ones(number: int) -> None:
    servers = [f"S{i}" for i in range(1, number + 1)]
    for one in story(servers):
        events = history(one.moves, servers)
        graph = CausalityGraph(events)
        last = {event.replica: e for e, event in enumerate(events, 1)}
        updates = {e for e, event in enumerate(events, 1) if event.is_update}
        assert all(updates <= graph.past(e) | {e} for e in last.values())


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_demo_on_a_signal_ends_its_servers(place: dict[str, str], number: int, code: int) -> None:
    with started(place=place) as process:
        while not servers_of(place) and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(number)
        _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == code
    assert "Traceback" not in errors
    assert (code == 130) == ("INTERRUPTED" in errors)


def test_demo_with_keep_leaves_servers_until_an_interrupt(place: dict[str, str]) -> None:
    with started("--keep", place=place) as process:
        urls = kept(process)
        for url in urls.values():
            with Feed(url) as feed:
                assert sorted(post.likes for post in feed.posts()) == [2, 3]
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)
    assert list(urls) == ["S1", "S2"]
    assert process.returncode == 130


def test_demo_open_shows_one_page_until_a_server_dies(place: dict[str, str]) -> None:
    with started("--open", place=place | {"BROWSER": "/bin/echo opened %s"}) as process:
        urls = kept(process)
        with httpx2.Client(base_url=urls["all servers"]) as client:
            assert "One feed" in client.get("/").text
            assert client.get("/story").json()["made"] == 0
        with Feed(urls["S1"]) as feed:
            assert list(feed.posts()) == []
        os.kill(servers_of(place)["S2"], signal.SIGKILL)
        output, errors = process.communicate(timeout=PATIENCE)
    assert re.findall(r"opened (\S+)", output) == [urls["all servers"]]
    assert process.returncode == 1
    assert errors.splitlines()[-1] == "error: server S2 was ended by SIGKILL"


def test_demo_reports_a_server_that_dies_in_the_story() -> None:
    with Cluster(["S1", "S2"]) as cluster:
        process = cluster.servers[1].process
        assert process is not None
        process.kill()
        process.wait()
        with pytest.raises(Died, match="server S2 was ended by SIGKILL"):
            demo.play(cluster)


def test_demo_reports_a_silent_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "PATIENCE", 0.5)
    with Cluster(["S1", "S2"]) as cluster:
        process = cluster.servers[1].process
        assert process is not None
        process.send_signal(signal.SIGSTOP)
        with pytest.raises(Away, match="timed out"):
            demo.play(cluster)
        process.send_signal(signal.SIGCONT)


def test_demo_whose_server_cannot_start_says_why(tmp_path: Path) -> None:
    server = Server("S1", 1, tmp_path, ("--no-such-option",))
    server.begin()
    with pytest.raises(Died, match=r"server S1 ended with exit code 2: .*unrecognized arguments: --no-such-option"):
        server.listening()
    server.end()


@pytest.mark.parametrize("options", [["--servers", "1"], ["--servers", "7"], ["--server"], ["more"]])
def test_demo_with_wrong_options_is_refused(options: list[str]) -> None:
    refused = CliRunner().invoke(main, ["feed", "demo", *options])
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "Error: " in refused.stderr


def test_demo_with_json_and_open_is_refused_in_json() -> None:
    refused = CliRunner().invoke(main, ["feed", "demo", "--open", "--json"])
    assert (refused.exit_code, json.loads(refused.stdout)["exit"]) == (2, 2)
    assert "leave one of them out" in json.loads(refused.stdout)["error"]
    assert "Error: " in refused.stderr
