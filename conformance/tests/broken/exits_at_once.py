"""Ends before it says a word."""

from __future__ import annotations

import sys


def main() -> None:
    sys.exit("no licence found")


if __name__ == "__main__":
    main()
