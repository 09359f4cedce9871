"""Deadlines under a clock that the tests advance: no test waits."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVarTuple

import pytest

from antichain.impl.web.admission.deadlines import Deadlines

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from contextvars import Context

SECONDS = 10.0
Ts = TypeVarTuple("Ts")


class SteppedLoop(asyncio.SelectorEventLoop):
    """An event loop whose time the test advances, and which counts the timers that are set."""

    def __init__(self) -> None:
        self.now = 0.0
        self.timers = 0
        super().__init__()

    def time(self) -> float:
        return self.now

    def call_at(
        self, when: float, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None
    ) -> asyncio.TimerHandle:
        self.timers += 1
        return super().call_at(when, callback, *args, context=context)

    async def advance(self, seconds: float) -> None:
        """Let time pass, and let every task that is due run."""
        self.now += seconds
        for _ in range(5):
            await asyncio.sleep(0)


def run(test: Callable[[SteppedLoop, Deadlines], Coroutine[Any, Any, None]]) -> None:
    with asyncio.Runner(loop_factory=SteppedLoop) as runner:
        loop = runner.get_loop()
        assert isinstance(loop, SteppedLoop)
        runner.run(test(loop, Deadlines(SECONDS)))


async def wait(deadlines: Deadlines, event: asyncio.Event) -> str:
    with deadlines.deadline():
        await event.wait()
        return "in time"


def failure(waiting: asyncio.Task[Any]) -> BaseException | None:
    """Return what ended a task; to wait for one that has not ended would take for ever."""
    assert waiting.done()
    return waiting.exception()


def test_deadline_met_passes_the_answer() -> None:
    async def test(loop: SteppedLoop, deadlines: Deadlines) -> None:
        event = asyncio.Event()
        waiting = asyncio.create_task(wait(deadlines, event))
        await loop.advance(SECONDS - 1)
        event.set()
        assert await waiting == "in time"

    run(test)


def test_deadline_met_interrupts_no_later_wait() -> None:
    async def test(loop: SteppedLoop, deadlines: Deadlines) -> None:
        event = asyncio.Event()

        async def two_waits() -> str:
            with deadlines.deadline():
                pass
            await event.wait()
            return "not interrupted"

        waiting = asyncio.create_task(two_waits())
        await loop.advance(0)
        await loop.advance(2 * SECONDS)
        event.set()
        assert await waiting == "not interrupted"

    run(test)


def test_deadline_missed_raises_timeout() -> None:
    async def test(loop: SteppedLoop, deadlines: Deadlines) -> None:
        waiting = asyncio.create_task(wait(deadlines, asyncio.Event()))
        await loop.advance(0)
        await loop.advance(SECONDS - 1)
        assert not waiting.done()
        await loop.advance(1)
        assert type(failure(waiting)) is TimeoutError

    run(test)


def test_deadlines_end_in_the_order_of_their_begins() -> None:
    async def test(loop: SteppedLoop, deadlines: Deadlines) -> None:
        waits = []
        for _ in range(3):
            waits.append(asyncio.create_task(wait(deadlines, asyncio.Event())))
            await loop.advance(0)
            await loop.advance(3)
        ended: list[list[bool]] = []
        for _ in range(3):
            await loop.advance(SECONDS - 9 if not ended else 3)
            ended.append([waiting.done() for waiting in waits])
        assert ended == [[True, False, False], [True, True, False], [True, True, True]]
        assert {type(failure(waiting)) for waiting in waits} == {TimeoutError}

    run(test)


def test_deadlines_of_many_waits_share_a_timer() -> None:
    async def test(loop: SteppedLoop, deadlines: Deadlines) -> None:
        event = asyncio.Event()
        waits = [asyncio.create_task(wait(deadlines, event)) for _ in range(100)]
        await loop.advance(1)
        event.set()
        assert await asyncio.gather(*waits) == ["in time"] * 100
        assert loop.timers == 1

    run(test)


def test_deadline_after_an_idle_time_sets_a_new_timer() -> None:
    async def test(loop: SteppedLoop, deadlines: Deadlines) -> None:
        for number in range(1, 4):
            waiting = asyncio.create_task(wait(deadlines, asyncio.Event()))
            await loop.advance(0)
            await loop.advance(SECONDS)
            assert type(failure(waiting)) is TimeoutError
            assert loop.timers == number

    run(test)


def test_deadline_leaves_a_cancellation_from_outside() -> None:
    async def test(loop: SteppedLoop, deadlines: Deadlines) -> None:
        for late in (0, SECONDS):
            waiting = asyncio.create_task(wait(deadlines, asyncio.Event()))
            await loop.advance(0)
            waiting.cancel()
            await loop.advance(late)
            with pytest.raises(asyncio.CancelledError):
                await waiting

    run(test)


def test_deadline_and_cancellation_at_once_is_a_cancellation() -> None:
    async def test(loop: SteppedLoop, deadlines: Deadlines) -> None:
        waiting = asyncio.create_task(wait(deadlines, asyncio.Event()))
        await loop.advance(0)
        loop.call_at(SECONDS, waiting.cancel)
        await loop.advance(SECONDS)
        with pytest.raises(asyncio.CancelledError):
            await waiting

    run(test)


def test_deadline_missed_leaves_the_task_uncancelled() -> None:
    async def test(loop: SteppedLoop, deadlines: Deadlines) -> None:
        async def patient() -> int:
            with pytest.raises(TimeoutError):
                await wait(deadlines, asyncio.Event())
            task = asyncio.current_task()
            assert task is not None
            return task.cancelling()

        waiting = asyncio.create_task(patient())
        await loop.advance(0)
        await loop.advance(SECONDS)
        assert await waiting == 0

    run(test)


def test_deadline_passes_an_error_of_the_late_wait() -> None:
    async def test(loop: SteppedLoop, deadlines: Deadlines) -> None:
        async def fail() -> None:
            with deadlines.deadline():
                try:
                    await asyncio.Event().wait()
                finally:
                    message = "the disk is gone"
                    raise OSError(message)

        waiting = asyncio.create_task(fail())
        await loop.advance(0)
        await loop.advance(SECONDS)
        assert str(failure(waiting)) == "the disk is gone"

    run(test)
