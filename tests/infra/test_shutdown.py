"""`closing` ends every wait, from whatever thread it is set."""

import asyncio
import threading

from studio.infra.shutdown import ShutdownEvent


async def test_all_who_wait_go_on_when_it_is_set() -> None:
    closing = ShutdownEvent()
    waiting = [asyncio.create_task(closing.wait()) for _ in range(3)]
    await asyncio.sleep(0)
    threading.Thread(target=closing.set).start()
    await asyncio.wait_for(asyncio.gather(*waiting), 5)


async def test_nobody_waits_once_it_is_set() -> None:
    closing = ShutdownEvent()
    closing.set()
    await asyncio.wait_for(closing.wait(), 5)
    assert closing.is_set()


def test_a_wait_of_a_loop_that_is_gone_does_no_harm() -> None:
    closing = ShutdownEvent()

    async def leave_waiting() -> None:
        waiting = asyncio.create_task(closing.wait())
        await asyncio.sleep(0)
        waiting.cancel()

    asyncio.run(leave_waiting())
    closing.set()
