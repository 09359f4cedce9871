"""The description of the service is right for programs: a fuzzer finds no difference, and a generated client works."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from antichain.impl.testing.local_cluster import Cluster

pytestmark = pytest.mark.campaign

BIN = Path(sys.executable).parent
MISSING = "is not installed; run: pip install 'antichain[campaign]'"
PEERS = ["--include-tag", "peers", "--exclude-checks", "positive_data_acceptance"]
"""What peers send is bytes to the description, and signed, so a schema cannot say which bytes are accepted."""

CLIENT = """
import sys
from feed_client import Client
from feed_client.api.clients import read_entries, read_post, read_posts, write_comment, write_like, write_post
from feed_client.models import NewComment, NewLike, NewPost

client = Client(base_url=sys.argv[1])
post = write_post.sync(client=client, body=NewPost(author="A", text="hello"), idempotency_key="k").dot
assert write_post.sync(client=client, body=NewPost(author="A", text="hello"), idempotency_key="k").dot == post
write_like.sync(post, client=client, body=NewLike(by=2))
write_comment.sync(post, client=client, body=NewComment(author="B", text="indeed"))
seen = read_post.sync(post, client=client)
assert (seen.text, seen.likes, seen.comments) == ("hello", 2, 1), seen
assert read_entries.sync(post, client=client).to_dict() == {"S1": [2, 0]}
assert [one.dot for one in read_posts.sync(client=client, limit=1).posts] == [post]
"""


def program(name: str) -> str:
    path = BIN / name
    assert path.exists(), f"{name} {MISSING}"
    return str(path)


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 — our own arguments


@pytest.mark.parametrize(
    "operations", [["--exclude-tag", "peers", "--exclude-operation-id", "listen"], PEERS], ids=["clients", "peers"]
)
@pytest.mark.parametrize("seed", [1, 2])
def test_fuzzer_finds_no_difference_from_the_description(operations: list[str], seed: int, tmp_path: Path) -> None:
    options = ["--checks", "all", "--max-examples", "50", "--continue-on-failure", "--no-color", "--seed", str(seed)]
    with Cluster(["S1"]) as cluster:
        url = f"{cluster.servers[0].url}/openapi.json"
        command = [program("schemathesis"), "run", url, *options, *operations]
        found = run(command, tmp_path)
        cluster.check()
    assert found.returncode == 0, found.stdout[-5_000:]


def test_client_generated_from_the_description_works(tmp_path: Path) -> None:
    with Cluster(["S1"]) as cluster:
        url = cluster.servers[0].url
        generate = [program("openapi-python-client"), "generate", "--url", f"{url}/openapi.json", "--meta", "none"]
        generate += ["--output-path", str(tmp_path / "feed_client")]
        made = run(generate, tmp_path)
        assert (made.returncode, "Endpoint will not be generated" in made.stdout) == (0, False), made.stdout
        used = run([sys.executable, "-c", CLIENT, url], tmp_path)
    assert used.returncode == 0, used.stderr
