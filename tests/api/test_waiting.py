"""A request waits for its run without holding a thread, and the run survives the end of the request."""

import asyncio
import json
import threading
from contextlib import AsyncExitStack

import pytest
from asgiref.sync import sync_to_async

from studio.accounts.keys.issuing import IssuedKey, revoke_key
from studio.api.generate import progress
from studio.api.generate.threads import in_database
from studio.generations.models import Generation
from studio.infra.shutdown import closing
from tests.accounts.factories import access_key
from tests.api.asgi import AsgiCall
from tests.api.client import events, group
from tests.api.worker import aannounce, aend, amoderate, astore, wait_for_run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def issued(alice) -> IssuedKey:
    return access_key(alice, requests_per_minute=10_000)


@pytest.fixture(autouse=True)
def _reset_shutdown_event():
    yield
    closing.clear()


count_runs = sync_to_async(Generation.objects.count)


async def test_the_headers_are_sent_with_the_first_stored_image(issued):
    async with AsgiCall(issued.secret, stream=True, **group(2)) as call:
        run = await wait_for_run()
        await aannounce(run, 0)
        assert call.sent == []
        await astore(run, 1)
        await call.wait_until(lambda: "partial_succeeded" in call.text)
        assert '"image_index":1' in call.text
        assert call.headers["content-type"].startswith("text/event-stream")


async def test_a_run_continues_after_its_client_disconnects(issued):
    async with AsgiCall(issued.secret, prompt="left alone") as call:
        run = await wait_for_run()
        call.disconnect()
        await call.wait_until_ended()
    await astore(run, 0)
    await aend(run)
    assert (await wait_for_run(prompt="left alone")).state == "completed"


async def test_a_client_that_disconnects_within_the_body_starts_no_run(issued):
    async with AsgiCall(issued.secret, chunks=[b'{"model": "doubao'], ends=False) as call:
        call.disconnect()
        await call.wait_until_ended()
    assert await count_runs() == 0


async def test_a_revoked_key_ends_its_streams(issued, alice):
    async with AsgiCall(issued.secret, stream=True, **group(2)) as call:
        run = await wait_for_run()
        await astore(run, 0)
        await call.wait_until(lambda: "partial_succeeded" in call.text)
        await sync_to_async(revoke_key)(issued.key, by=alice)
        await call.wait_until_ended()
    assert '{"error":{"code":"AuthenticationError"' in call.text
    assert call.text.endswith("data: [DONE]\n\n")


async def test_a_server_that_stops_says_that_the_run_continues(issued):
    async with AsgiCall(issued.secret) as call:
        await wait_for_run()
        closing.set()
        await call.wait_until_ended()
    assert (call.status, call.error["code"]) == (503, "ServerOverloaded")
    assert call.headers["x-should-retry"] == "false"


async def test_a_run_that_waits_too_long_is_a_504(issued, monkeypatch):
    monkeypatch.setattr(progress, "LONGEST_WAIT", -1.0)
    async with AsgiCall(issued.secret) as call:
        await call.wait_until_ended()
    assert (call.status, call.error["code"]) == (504, "timeout")


async def test_an_image_that_is_not_downloaded_in_time_is_an_image_error(issued, monkeypatch):
    monkeypatch.setattr(progress, "LONGEST_SAVE", -1.0)
    async with AsgiCall(issued.secret, **group(2)) as call:
        run = await wait_for_run()
        await astore(run, 0)
        await aannounce(run, 1)
        await aend(run)
        await call.wait_until_ended()
    found = json.loads(call.text)
    assert ["url" in item for item in found["data"]] == [True, False]
    assert found["data"][1]["error"]["code"] == "ImageNotReady"
    assert found["usage"]["generated_images"] == 2


async def test_images_that_are_not_produced_have_no_event(issued):
    async with AsgiCall(issued.secret, stream=True, **group(3)) as call:
        run = await wait_for_run()
        await amoderate(run, 0)
        await astore(run, 1)
        await aend(run)
        await call.wait_until_ended()
    names = [name.rpartition(".")[2] for name, _event in events(call.text)]
    assert sorted(names[:-1]) == ["partial_failed", "partial_succeeded"]
    assert names[-1] == "completed"


async def test_waiting_requests_hold_no_thread(issued):
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(AsgiCall(issued.secret))
        await wait_for_run()
        threads = threading.active_count()
        calls = [await stack.enter_async_context(AsgiCall(issued.secret)) for _ in range(20)]
        async with asyncio.timeout(60):
            while await count_runs() < 21:
                await asyncio.sleep(0.02)
        assert threading.active_count() < threads + 10
        assert all(call.sent == [] for call in calls)


async def test_a_cancelled_request_ends_after_its_database_work():
    started, may_end, ended = asyncio.Event(), threading.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def work() -> None:
        loop.call_soon_threadsafe(started.set)
        may_end.wait(60)
        ended.set()

    request = asyncio.create_task(in_database(work))
    await started.wait()
    request.cancel()
    loop.call_later(0.05, may_end.set)
    with pytest.raises(asyncio.CancelledError):
        await request
    assert ended.is_set()
