"""Ends before it says a word, content with itself."""

from __future__ import annotations

import sys


def main() -> None:
    sys.exit(0)


if __name__ == "__main__":
    main()
