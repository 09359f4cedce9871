"""Exits before its first answer."""

from __future__ import annotations

import sys


def main() -> None:
    sys.exit("no licence found")


if __name__ == "__main__":
    main()
