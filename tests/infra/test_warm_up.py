"""What a web process does before its first request."""

import asyncio
import gc

from studio.infra.server.lifespan import with_lifespan
from studio.infra.server.warm_up import warm_up


def test_loaded_objects_are_left_out_of_garbage_collection():
    try:
        warm_up()
        assert gc.get_freeze_count() > 10_000
        assert gc.collect() >= 0
    finally:
        gc.unfreeze()


async def test_it_is_done_when_the_server_reports_that_it_is_ready():
    ready = asyncio.get_running_loop().create_future()
    messages = asyncio.Queue()
    messages.put_nowait({"type": "lifespan.startup"})

    async def send(message):
        ready.set_result((message["type"], gc.get_freeze_count()))

    lifespan = asyncio.create_task(with_lifespan(send)({"type": "lifespan"}, messages.get, send))
    try:
        message_type, frozen = await ready
        assert message_type == "lifespan.startup.complete"
        assert frozen > 10_000
    finally:
        lifespan.cancel()
        gc.unfreeze()
