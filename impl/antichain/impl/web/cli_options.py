"""The options of a server on the command line, and the settings that they give."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from antichain.impl.feed.errors import Invalid
from antichain.impl.settings import Settings

__all__ = ["SECRET", "database", "parser", "settings"]

SECRET = "ANTICHAIN_FEED_SECRET"  # noqa: S105 — the name of the variable, not its value


def parser(prog: str | None) -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(prog, description="Run one server of the feed.", allow_abbrev=False)
    parser.add_argument("--name", required=True, help="the site that this server is, such as S1")
    parser.add_argument("--data", required=True, type=Path, metavar="FILE", help="its database, made if there is none")
    parser.add_argument("--port", type=int, default=8000, help="0 takes any free one (default: %(default)s)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    parser.add_argument("--peer", action="append", default=[], metavar="URL", help="a server to sync with; repeatable")
    parser.add_argument(
        "--secret-file", type=Path, metavar="FILE", help=f"what all servers of the feed share; or set {SECRET}"
    )
    parser.add_argument("--token-file", type=Path, metavar="FILE", help="tokens of clients, one a line")
    parser.add_argument(
        "--allowed-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name under which clients reach this server, besides localhost; repeatable",
    )
    parser.add_argument(
        "--demo", action="store_true", help="allow every client to cut and heal the links of this server"
    )
    return parser


def settings(given: argparse.Namespace) -> Settings:
    """Return the settings of the server.

    Raises:
        Invalid: the settings cannot work.

    """
    secret = _read(given.secret_file).strip() if given.secret_file else os.environ.get(SECRET, "")
    if given.secret_file and not secret:
        message = f"{given.secret_file} is empty; write the shared secret into it"
        raise Invalid(message)
    tokens = frozenset(_read(given.token_file).split()) if given.token_file else frozenset[str]()
    if given.token_file and not tokens:
        message = f"{given.token_file} is empty; write a token on each line"
        raise Invalid(message)
    return Settings(
        name=given.name,
        peers=tuple(given.peer),
        secret=secret.encode("utf-8", "surrogateescape") or None,
        tokens=tokens,
        allowed_hosts=tuple(given.allowed_host),
        demo=given.demo,
    )


def database(given: argparse.Namespace) -> Path:
    """Return the path of the server's database.

    Raises:
        Invalid: the path cannot be a database.

    """
    path: Path = given.data
    if path.is_dir():
        message = f"{path} is a folder; name a file in it"
        raise Invalid(message)
    if path.exists() and not path.is_file():
        message = f"{path} is not a regular file; name one, or a path without a file"
        raise Invalid(message)
    if not path.absolute().parent.is_dir():
        message = f"folder {path.absolute().parent} does not exist; make it first"
        raise Invalid(message)
    return path


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        message = f"{path} cannot be read: {getattr(error, 'strerror', None) or 'it is not text in UTF-8'}"
        raise Invalid(message) from None
