"""Answers rightly, and starts a helper in another session that never ends."""

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
