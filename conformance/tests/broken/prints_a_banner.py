"""Prints a banner on standard output before the first answer."""

from __future__ import annotations

from .honest import Honest


class PrintsABanner(Honest):
    def run(self) -> None:
        self.write(b"Welcome to CounterServer 3000!\n")
        super().run()


if __name__ == "__main__":
    PrintsABanner().run()
