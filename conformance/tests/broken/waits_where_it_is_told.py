"""Waits without end at the request that contains the text of WAIT_AT, and reports that through the pipe REACHED."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

from .honest import Answer, Honest, Request


class WaitsWhereItIsTold(Honest):
    def answer(self, request: Request) -> Answer:
        if os.environ["WAIT_AT"] in json.dumps(request):
            Path(os.environ["REACHED"]).write_text("here")
            while True:
                signal.pause()
        return super().answer(request)


if __name__ == "__main__":
    WaitsWhereItIsTold().run()
