"""Answers rightly, by the side of a helper in a session of its own that never ends."""

from __future__ import annotations

import os
import signal

from .honest import Honest


class StartsAHelper(Honest):
    def run(self) -> None:
        if os.fork() == 0:
            os.setsid()
            while True:
                signal.pause()
        super().run()


if __name__ == "__main__":
    StartsAHelper().run()
