"""A server that ends when its standard input does, and so with its parent.

python -m antichain.impl.testing.server_process --name S1 ...
"""

from __future__ import annotations

import os
from threading import Thread

from antichain.impl.web.serve import main

__all__ = ["end_with_input"]


def end_with_input() -> None:
    """End this process when the other end of its standard input is closed."""
    Thread(target=_wait, name="lifeline", daemon=True).start()


def _wait() -> None:
    while os.read(0, 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    end_with_input()
    main()
