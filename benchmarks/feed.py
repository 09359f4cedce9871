"""The speed of the feed, compared with the layers below it, measured in the same run.

- *Likes*: acknowledged likes a second on one server process, by clients that each wait for their answer. They are
  compared with two limits: the same clients with a bare Starlette application that answers 204, on the same parser, and
  bare SQLite that commits the rows of one, 8 or 64 likes at a time, without HTTP, JSON or a thread. They are also
  compared with other stores that are durable before they answer, if installed, each with one counter in one row.
- *Pages*: the two largest requests of the page, by the number of incarnations that the server had.
- *Start*: the time until a server listens, and the memory that it then occupies.
- *Syncs*: one replica has k likes that another lacks; the other asks until it has them all. The bytes are those of
  questions and answers; the time is that of both sides, without a network.
- *Memory*: the memory of a server process that has served pages and likes, by the number of posts in its file.

The alternatives take turns, and the best turn of each counts, since noise only adds time.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import httpx2
import rivals

from antichain.impl.client import Feed
from antichain.impl.feed.replica import Replica
from antichain.impl.feed.storage import schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from antichain.impl.feed.dots import Dot

__all__ = ["table"]

CLIENTS = 1, 8, 64
TURNS, TURN = 3, 1.5  # their number, and the seconds of each
LIVES = 2, 200
CHANGES = 1, 100, 10_000
POSTS = 1_000, 100_000
RESIDENT = 10_000, 100_000
BARE = """
import socket, sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from antichain.impl.web.serve import address, listen
async def like(request):
    await request.body()
    return Response(status_code=204)
sock = listen("127.0.0.1", 0)
print("listening on", address(sock), flush=True)
app = Starlette(routes=[Route("/{path:path}", like, methods=["POST"])])
config = uvicorn.Config(app, log_config=None, access_log=False, http="httptools", loop="asyncio", ws="none")
uvicorn.Server(config).run(sockets=[sock])
"""


@contextmanager
def _process(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Yield a running server and its address."""
    with subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  # ours
        assert process.stdout
        try:
            yield process, process.stdout.readline().split()[-1]
        finally:
            process.terminate()


def _serving(data: Path) -> tuple[str, ...]:
    return "-m", "antichain.impl.web.serve", "--name", "S1", "--port", "0", "--data", str(data)


def _post(url: str, path: str) -> rivals.Talk:
    """Return the HTTP request that likes a post."""
    parts = urlsplit(url)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\nContent-Length: 0\r\n\r\n"
    )
    address = str(parts.hostname), int(parts.port or 80)
    return rivals.Talk(address, b"", head.encode(), _is_whole, b"HTTP/1.1 20")


def _is_whole(answer: bytes) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    return bool(end) and len(body) >= (int(length[1]) if length else 0)


def _commits(folder: Path, together: int) -> float:
    """Return how many likes a second bare SQLite commits, ``together`` at a time."""
    path = folder / f"bare{together}-{time.monotonic_ns()}.db"
    body, n = b"x" * 130, 0
    db = schema.connect(path)
    schema.reserve(path)
    begun = time.perf_counter()
    while (now := time.perf_counter()) - begun < TURN:
        db.execute("BEGIN IMMEDIATE")
        for n in range(n + 1, n + 1 + together):  # noqa: B020  # it continues where it stopped
            db.execute("INSERT INTO log VALUES (1, ?, ?, 2, 1, ?)", (n, n, body))
            db.execute("INSERT OR REPLACE INTO slot VALUES (1, 1, ?, '0')", (f"{n:x}",))
        db.execute("COMMIT")
    db.close()
    return n / (now - begun)


def _likes(folder: Path) -> list[list[str]]:
    best: dict[tuple[str, int], float] = {}
    with ExitStack() as stack:
        _, url = stack.enter_context(_process(*_serving(folder / "likes.db")))
        _, bare = stack.enter_context(_process("-c", BARE))
        with Feed(url) as feed:
            path = f"/api/posts/{quote(str(feed.post('A', 'hello')))}/likes"
        talks = {"feed": _post(url, path), "bare Starlette": _post(bare, path)}
        absent = []
        for rival in rivals.RIVALS:
            if rival.is_installed():
                talks[rival.name] = stack.enter_context(rival.serving(folder))
            else:
                absent.append([f"{rival.name}: not installed here, so not measured ({rival.package})"])
        for _ in range(TURNS):
            for clients in CLIENTS:
                turn = {name: rivals.throughput(talk, clients, TURN) for name, talk in talks.items()}
                turn["bare SQLite"] = _commits(folder, clients)
                for way, rate in turn.items():
                    best[way, clients] = max(rate, best.get((way, clients), 0))
    others = [name for name in (*talks, "bare SQLite") if name != "feed"]
    rows = [["clients", "likes a second", *(cell for name in others for cell in (name, "ratio"))]]
    rows.append(["---:"] * len(rows[0]))
    for clients in CLIENTS:
        rate = best["feed", clients]
        of_others = [best[name, clients] for name in others]
        cells = [cell for other in of_others for cell in (f"{other:,.0f}", f"{rate / other:.0%}")]
        rows.append([f"{clients}", f"{rate:,.0f}", *cells])
    return rows + [[*one, *[""] * (len(rows[0]) - 1)] for one in absent]


def _pages(folder: Path) -> list[list[str]]:
    """Return the time in which the page of a server reads its data, by the number of incarnations."""
    best: dict[int, float] = {}
    with ExitStack() as stack:
        reads = {}
        for lives in LIVES:
            path = folder / f"lives{lives}.db"
            for _ in range(lives):
                with Replica(path, "S1") as replica:
                    for _ in range(max(LIVES) // lives):  # as many posts in both files
                        replica.like(replica.post("A", "hello").result()).result()
            _, url = stack.enter_context(_process(*_serving(path)))
            with Feed(url) as feed:
                for _ in range(20):
                    feed.like(feed.post("A", "hello"))
            reads[lives] = stack.enter_context(httpx2.Client(base_url=url))
        for _ in range(40 * TURNS):
            for lives, client in reads.items():
                begun = time.perf_counter()
                assert client.get("/api/recent?limit=40").is_success
                assert client.get("/api/posts?limit=20").is_success
                taken = time.perf_counter() - begun
                best[lives] = min(taken, best.get(lives, taken))
    rows = [["incarnations", "page read in", "ratio"], ["---:"] * 3]
    few = best[LIVES[0]]
    return rows + [[f"{lives}", f"{best[lives] * 1e3:.2f} ms", f"× {best[lives] / few:.2f}"] for lives in LIVES]


def _start(folder: Path) -> list[list[str]]:
    """Return the time until a server listens, and its memory then."""
    seconds, resident = [], []
    for turn in range(TURNS):
        begun = time.perf_counter()
        with _process(*_serving(folder / f"start{turn}.db")) as (process, _):
            seconds.append(time.perf_counter() - begun)
            resident.append(_occupied(process.pid))
    rows = [["a server", "listens after (goal: < 1 s)", "occupies (goal: < 45 MB)"], ["---", "---:", "---:"]]
    return [*rows, ["`antichain.impl.web.serve`", f"{min(seconds):.2f} s", f"{min(resident) / 1e6:.1f} MB"]]


def _filled(path: Path, posts: int) -> Dot:
    """Make a file with a number of posts, and return the name of the first."""
    with Replica(path, "S1") as replica:
        first = replica.post("A", "hello").result()
        for start in range(1, posts, 1000):
            waiting = [replica.post("A", f"hello {n}") for n in range(start, min(start + 1000, posts))]
            for future in waiting:
                future.result()
        return first


def _synced(one: Replica, two: Replica, post: Dot, changes: int) -> tuple[float, int]:
    """Return the seconds and the bytes of a sync after a number of likes."""
    for start in range(0, changes, 1000):
        for future in [one.like(post) for _ in range(min(1000, changes - start))]:
            future.result()
    moved = 0

    def carried(question: bytes) -> bytes:
        nonlocal moved
        answer = one.answer(question)
        moved += len(question) + len(answer)
        return answer

    begun = time.perf_counter()
    assert two.pull(carried) == changes
    return time.perf_counter() - begun, moved


def _syncs(folder: Path, files: dict[int, tuple[Path, Dot]]) -> list[list[str]]:
    seconds: dict[tuple[int, int], float] = {}
    moved: dict[tuple[int, int], int] = {}
    with ExitStack() as stack:
        pairs = {}
        for posts in POSTS:
            path, post = files[posts]
            one = stack.enter_context(Replica(path, "S1"))
            one.view.backup(copy := folder / f"copy{posts}.db")
            two = stack.enter_context(Replica(copy, "S2"))
            _synced(one, two, post, 1)  # the first request asks for more than the others: the name of the incarnation
            pairs[posts] = one, two, post
        for changes in CHANGES:
            for _ in range(TURNS if changes == max(CHANGES) else 10 * TURNS):
                for posts, pair in pairs.items():
                    took, bytes_ = _synced(*pair, changes)
                    key = changes, posts
                    seconds[key] = min(took, seconds.get(key, took))
                    moved[key] = bytes_
    rows = [["changes", *(f"{what} among {posts:,}" for posts in POSTS for what in ("bytes", "time")), "time"]]
    rows.append(["---:"] * len(rows[0]))
    few, many = POSTS
    for changes in CHANGES:
        cells = [f"{changes:,}"]
        for posts in POSTS:
            cells += [f"{moved[changes, posts]:,}", f"{seconds[changes, posts] * 1e3:,.1f} ms"]
        rows.append([*cells, f"× {seconds[changes, many] / seconds[changes, few]:.2f}"])
    return rows


def _resident(path: Path, post: Dot) -> int:
    """Return the bytes that a server occupies after it has served pages and likes."""
    with _process(*_serving(path)) as (process, url), Feed(url) as feed:
        for _ in range(50):
            feed.like(post)
        pages = feed.posts()
        for _ in range(2000):
            next(pages)
        return _occupied(process.pid)


def _occupied(pid: int) -> int:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    assert found
    return int(found[1]) * 1024


def _memory(files: dict[int, tuple[Path, Dot]]) -> list[list[str]]:
    rows = [["posts", "file", "memory of the server"], ["---:"] * 3]
    resident = {}
    for posts in RESIDENT:
        path, post = files[posts]
        resident[posts] = min(_resident(path, post) for _ in range(TURNS))
        rows.append([f"{posts:,}", f"{path.stat().st_size / 2**20:,.1f} MiB", f"{resident[posts] / 2**20:,.1f} MiB"])
    few, many = RESIDENT
    rows.append(["each further one", "", f"{max(0, resident[many] - resident[few]) / (many - few):,.0f} bytes"])
    return rows


def table() -> str:
    """Return the measurements as tables in Markdown."""
    with TemporaryDirectory(prefix="antichain-benchmark-") as temporary:
        folder = Path(temporary)
        files = {}
        for posts in sorted({*POSTS, *RESIDENT}):
            path = folder / f"{posts}.db"
            files[posts] = path, _filled(path, posts)
        tables = [_likes(folder), _pages(folder), _start(folder), _memory(files), _syncs(folder, files)]
    return "\n".join(_rendered(rows) for rows in tables)


def _rendered(rows: Sequence[Sequence[str]]) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


if __name__ == "__main__":
    print(table(), end="")  # noqa: T201  # it is a program
