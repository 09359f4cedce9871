"""``antichain feed demo``: the article's story on real servers, beside what rival rules would read."""

from __future__ import annotations

import json
import signal
import sys
import time
import webbrowser
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from antichain.conformance.play import story, told
from antichain.impl.client import Feed
from antichain.impl.cluster import Cluster
from antichain.impl.failures import Away, FeedError
from antichain.model.designs import ARTICLE, LAST_WRITER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import FrameType

    from antichain.conformance.play import Move, Reading, Round
    from antichain.impl.cluster import Server
    from antichain.impl.dots import Dot
    from antichain.model.system import Design

__all__ = ["perform", "play", "written"]

_WIDTH = 100
"""Columns at most, and where nobody looks at a terminal."""

_RIVALS: dict[str, Design[Any]] = {"article": ARTICLE, "last_writer": LAST_WRITER}

_PATIENCE = 10.0
"""Seconds in which a server must answer, and all must agree once their links are healed."""

_PAUSE = 0.02
"""Seconds between two looks at a server."""


_BURIAL = 0.2
"""Seconds after which a process that has closed its connections is seen to have ended."""


class _DisagreeError(FeedError):
    """The servers do not come to agree."""

    code = "disagree"


@dataclass(frozen=True, slots=True)
class _Row:
    """One server after one move."""

    said: str
    server: str
    counted: dict[str, int]
    """Likes by server, as the server tells."""
    clock: dict[str, int]
    """Its version vector by server, as it tells: likes, and the post too."""
    likes: int
    """What the feed reads on that server."""
    modelled: Reading

    def as_json(self) -> dict[str, object]:
        rivals = dict(zip(_RIVALS, self.modelled.read, strict=True))
        known = {"counted": self.counted, "clock": self.clock, "truth": self.modelled.truth}
        return {"said": self.said, "server": self.server} | known | rivals | {"feed": self.likes}


def perform(number: int, *, keep: bool, browse: bool, as_json: bool) -> int:
    """Play the story on so many servers, show it, and return the exit code."""
    for told_to_end in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(told_to_end) is not signal.SIG_IGN:
            signal.signal(told_to_end, _terminated)
    names = [f"S{i}" for i in range(1, number + 1)]
    try:
        with Cluster(names) as cluster:
            rounds = play(cluster)
            _print(rounds, cluster.servers, as_json=as_json)
            if keep:
                _keep(cluster, browse=browse)
    except FeedError as error:
        click.echo(f"error: {error}", err=True)
        return 1
    return 0 if all(row.likes == row.modelled.truth for _, rows in rounds for row in rows) else 1


def _terminated(number: int, _: FrameType | None) -> None:
    sys.exit(128 + number)


# On the servers.


def play(cluster: Cluster) -> list[tuple[Round, list[_Row]]]:
    """Play both rounds on these servers, and return what each read after each move that touched it.

    Raises:
        FeedError: a server died, or refused something, or they do not come to agree.

    """
    stage = _Stage(cluster)
    try:
        return [(one, list(stage.play(one))) for one in story([server.name for server in cluster.servers])]
    except Away:
        time.sleep(_BURIAL)
        cluster.check()
        raise
    finally:
        stage.close()


class _Stage:
    """The servers, and what a person at a browser would do with them."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._at = {server.name: Feed(server.url, timeout=_PATIENCE) for server in cluster.servers}

    def close(self) -> None:
        for feed in self._at.values():
            feed.close()

    def play(self, one: Round) -> Iterator[_Row]:
        """Play a round: a new post reaches all, the links are cut, and the moves are made."""
        names = list(self._at)
        post = self._at[names[0]].post("A", f"Round {one.title}: who likes this?")
        self._until_all_agree()
        self._links(cut=True)
        for move, modelled in zip(one.moves, told(one, names, list(_RIVALS.values())), strict=True):
            self._make(move, post)
            yield from (self._row(move, name, post, modelled[name]) for name in move.touched(names))

    def _make(self, move: Move, post: Dot) -> None:
        if move.like:
            self._at[move.like].like(post)
        if move.message:
            sender, receiver = (self._at[name] for name in move.message)
            receiver.deliver(sender.export())
        if move.heal:
            self._links(cut=False)
            self._until_all_agree()

    def _row(self, move: Move, name: str, post: Dot, modelled: Reading) -> _Row:
        feed = self._at[name]
        counted = {site: added - taken for site, (added, taken) in feed.entries(post).items()}
        return _Row(move.said, name, counted, feed.state().clock, feed.value(post), modelled)

    def _links(self, *, cut: bool) -> None:
        for server in self._cluster.servers:
            for peer in server.peers:
                self._at[server.name].link(peer, cut=cut)

    def _until_all_agree(self) -> None:
        late = time.monotonic() + _PATIENCE
        while len({json.dumps(feed.state().origins, sort_keys=True) for feed in self._at.values()}) > 1:
            self._cluster.check()
            if time.monotonic() > late:
                message = f"the servers do not agree, {_PATIENCE:.0f} s after their links were healed"
                raise _DisagreeError(message)
            time.sleep(_PAUSE)


# What is shown.


def _print(rounds: Sequence[tuple[Round, list[_Row]]], servers: Sequence[Server], *, as_json: bool) -> None:
    if as_json:
        shown = [{"title": one.title, "rows": [row.as_json() for row in rows]} for one, rows in rounds]
        about = [{"name": server.name, "url": server.url} for server in servers]
        click.echo(json.dumps({"servers": about, "rounds": shown}, ensure_ascii=False, indent=2))
        return
    console = Console(width=min(Console().width, _WIDTH) if Console().is_terminal else _WIDTH, highlight=False)
    for number, (one, rows) in enumerate(rounds, 1):
        console.print(
            Text(f"round {number}: {one.title}", style="bold")
        )  # a title of the table is filled up with blanks
        console.print(_table(rows, [server.name for server in servers]))
        console.print(Text(_clocks(rows[-len(servers) :]), style="dim"))
        console.print()
    console.print(_moral(rounds[-1][1][-1]))


def _table(rows: Sequence[_Row], servers: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("what happens", "server", "likes, by server"):
        table.add_column(heading)
    for heading in ("truth", "article's rule", "last writer wins", "this feed"):
        table.add_column(heading, justify="right")
    said = None
    for row in rows:
        truth = row.modelled.truth
        read = [_marked(value, truth) for value in (*row.modelled.read, row.likes)]
        counted = written({server: row.counted.get(server, 0) for server in servers})
        table.add_row("" if row.said == said else row.said, row.server, counted, str(truth), *read)
        said = row.said
    return table


def written(clock: Mapping[str, int]) -> str:
    """Return a clock as the article writes it.

    >>> written({"S1": 1, "S2": 0})
    '[S1:1, S2:0]'
    """
    return f"[{', '.join(f'{site}:{count}' for site, count in clock.items())}]"


def _marked(value: int, truth: int) -> Text:
    return Text(f"{value}", "green") if value == truth else Text(f"✗ {value}", "bold red")


def _clocks(last: Sequence[_Row]) -> str:
    clocks = {row.server: written(row.clock) for row in last}
    if len(alike := set(clocks.values())) == 1:
        return f"the clock of every server, posts included: {alike.pop()}"
    return "clocks, posts included: " + ", ".join(f"{server} {clock}" for server, clock in clocks.items())


def _moral(last: _Row) -> str:
    article, writer = last.modelled.read
    return (
        f"In the end every server agrees under each rule: on {article} by the article's, on {writer} by the last"
        f" writer's, on {last.likes} in this feed. There were {last.modelled.truth} likes."
    )


def _keep(cluster: Cluster, *, browse: bool) -> None:
    for server in cluster.servers:
        click.echo(f"{server.name} is at {server.url}", err=True)
        if browse:
            webbrowser.open(server.url)
    click.echo("Ctrl-C ends them", err=True)
    while True:
        cluster.check()
        time.sleep(_PAUSE * 10)
