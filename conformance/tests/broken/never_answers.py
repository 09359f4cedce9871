"""Reads all requests and answers none."""

from __future__ import annotations

import sys


def main() -> None:
    while sys.stdin.buffer.read(1):
        pass


if __name__ == "__main__":
    main()
