"""`closing` ends every wait, from any thread that sets it."""

import asyncio
import threading

from studio.infra.shutdown import ShutdownEvent


async def test_all_waiting_tasks_continue_when_it_is_set() -> None:
    closing = ShutdownEvent()
    waiting = [asyncio.create_task(closing.wait()) for _ in range(3)]
    await asyncio.sleep(0)
    threading.Thread(target=closing.set).start()
    await asyncio.wait_for(asyncio.gather(*waiting), 5)


async def test_waiting_returns_at_once_after_it_is_set() -> None:
    closing = ShutdownEvent()
    closing.set()
    await asyncio.wait_for(closing.wait(), 5)
    assert closing.is_set()


def test_a_wait_in_a_closed_event_loop_does_no_harm() -> None:
    closing = ShutdownEvent()

    async def abandon_wait() -> None:
        waiting = asyncio.create_task(closing.wait())
        await asyncio.sleep(0)
        waiting.cancel()

    asyncio.run(abandon_wait())
    closing.set()
