"""``antichain feed demo``: the article's history on real servers, beside the values that other rules would read."""

from __future__ import annotations

import json
import signal
import sys
import time
import webbrowser
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from antichain.conformance.commands.feed.demo.page_server import application, serving
from antichain.conformance.commands.feed.demo.stage import Stage
from antichain.conformance.commands.feed.demo.steps import Steps
from antichain.conformance.commands.feed.demo.story import story
from antichain.impl.feed.errors import Away, FeedError
from antichain.impl.testing.local_cluster import Cluster

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import FrameType

    from antichain.conformance.commands.feed.demo.stage import Row
    from antichain.conformance.commands.feed.demo.story import Round
    from antichain.impl.testing.local_cluster import Server

__all__ = ["perform", "play", "show_page", "written"]

_WIDTH = 100
"""The largest number of columns, and their number if the output is not a terminal."""

_PAUSE = 0.2
"""Seconds between two checks of the servers that are kept."""

_BURIAL = 0.2
"""Seconds until a process that has closed its connections counts as ended."""


def perform(number: int, *, keep: bool, as_json: bool) -> int:
    """Play the story on ``number`` servers, print it, and return the exit code."""
    _end_on_signals()
    try:
        with _cluster(number) as cluster:
            rounds = play(cluster)
            _print(rounds, cluster.servers, as_json=as_json)
            if keep:
                _keep(cluster)
    except FeedError as error:
        click.echo(f"error: {error}", err=True)
        return 1
    return 0 if all(row.likes == row.modelled.known for _, rows in rounds for row in rows) else 1


def show_page(number: int) -> int:
    """Open the page with ``number`` servers, which plays the story; return the exit code if one dies."""
    _end_on_signals()
    try:
        with _cluster(number) as cluster, Stage(cluster) as stage:
            urls = {server.name: server.url for server in cluster.servers}
            with serving(application(urls, Steps(stage))) as url:
                click.echo(f"all servers are at {url}", err=True)
                webbrowser.open(url)
                _keep(cluster)
    except FeedError as error:
        click.echo(f"error: {error}", err=True)
    return 1


def _cluster(number: int) -> Cluster:
    return Cluster([f"S{i}" for i in range(1, number + 1)])


def _end_on_signals() -> None:
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _terminated)


def _terminated(number: int, _: FrameType | None) -> None:
    sys.exit(128 + number)


def play(cluster: Cluster) -> list[tuple[Round, list[Row]]]:
    """Play both rounds on these servers, and return the value of each server after each move that changed it.

    Raises:
        FeedError: a server ended, refused something, or disagrees with the others.

    """
    try:
        with Stage(cluster) as stage:
            return [(one, _round(stage, one)) for one in story(stage.names)]
    except Away:
        time.sleep(_BURIAL)
        cluster.check()
        raise


def _round(stage: Stage, one: Round) -> list[Row]:
    post = stage.post(one)
    stage.cut()
    return [row for number in range(len(one.moves)) for row in stage.make(one, number, post)]


def _print(rounds: Sequence[tuple[Round, list[Row]]], servers: Sequence[Server], *, as_json: bool) -> None:
    if as_json:
        shown = [{"title": one.title, "rows": [row.as_json() for row in rows]} for one, rows in rounds]
        about = [{"name": server.name, "url": server.url} for server in servers]
        click.echo(json.dumps({"servers": about, "rounds": shown}, ensure_ascii=False, indent=2))
        return
    console = Console(width=min(Console().width, _WIDTH) if Console().is_terminal else _WIDTH, highlight=False)
    for number, (one, rows) in enumerate(rounds, 1):
        console.print(Text(f"round {number}: {one.title}", style="bold"))  # the title of a table is padded with blanks
        console.print(_table(rows, [server.name for server in servers]))
        console.print(Text(_clocks(rows[-len(servers) :]), style="dim"))
        console.print()
    console.print(_moral(rounds[-1][1][-1]))


def _table(rows: Sequence[Row], servers: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("what happens", "server", "likes, by server"):
        table.add_column(heading)
    for heading in ("truth", "article's rule", "last writer wins", "this feed"):
        table.add_column(heading, justify="right")
    before = None
    for row in rows:
        known = row.modelled.known
        read = [_marked(value, known) for value in (*row.modelled.read, row.likes)]
        counted = written({server: row.counted.get(server, 0) for server in servers})
        table.add_row("" if row.label == before else row.label, row.server, counted, str(known), *read)
        before = row.label
    return table


def written(clock: Mapping[str, int]) -> str:
    """Return a clock as the article writes it.

    >>> written({"S1": 1, "S2": 0})
    '[S1:1, S2:0]'
    """
    return f"[{', '.join(f'{site}:{count}' for site, count in clock.items())}]"


def _marked(value: int, known: int) -> Text:
    return Text(f"{value}", "green") if value == known else Text(f"✗ {value}", "bold red")


def _clocks(last: Sequence[Row]) -> str:
    clocks = {row.server: written(row.clock) for row in last}
    if len(alike := set(clocks.values())) == 1:
        return f"the clock of every server, posts included: {alike.pop()}"
    return "clocks, posts included: " + ", ".join(f"{server} {clock}" for server, clock in clocks.items())


def _moral(last: Row) -> str:
    article, writer = last.modelled.read
    return (
        f"In the end every server agrees under each rule: on {article} by the article's, on {writer} by the last"
        f" writer's, on {last.likes} in this feed. There were {last.modelled.known} likes."
    )


def _keep(cluster: Cluster) -> None:
    for server in cluster.servers:
        click.echo(f"{server.name} is at {server.url}", err=True)
    click.echo("Ctrl-C ends them", err=True)
    while True:
        cluster.check()
        time.sleep(_PAUSE)
