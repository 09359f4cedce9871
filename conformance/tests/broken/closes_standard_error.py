"""Closes standard error, and answers rightly."""

from __future__ import annotations

import os

from .honest import Honest


class ClosesStandardError(Honest):
    def run(self) -> None:
        os.close(2)
        super().run()


if __name__ == "__main__":
    ClosesStandardError().run()
