"""The delivery job sends all due events, over real sockets."""

from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from studio.accounts.models import User
from studio.generations.execution import worker_context
from studio.webhooks.delivery import job
from studio.webhooks.endpoints import create_endpoint
from studio.webhooks.models import Delivery, Endpoint
from studio.webhooks.redelivery import send_test
from tests.accounts.factories import access_key
from tests.provider.fake_server import FakeServer, Script, fake_server, responding

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def allow_loopback(settings: Any) -> None:
    settings.WEBHOOK_LOOPBACK = True


def create_endpoint_with_events(owner: User, server: FakeServer, *, events: int) -> int:
    endpoint = create_endpoint(access_key(owner).key, url=server.url, events=["run.ended"], by=owner).endpoint
    for _event in range(events):
        send_test(endpoint, by=owner)
    return endpoint.pk


async def deliver(owner: User, script: Script, *, events: int) -> FakeServer:
    async with fake_server(script) as server, worker_context.open():
        await job.deliver_due(await sync_to_async(create_endpoint_with_events)(owner, server, events=events))
    return server


async def test_all_due_events_are_sent_and_recorded(alice: User) -> None:
    server = await deliver(alice, responding(204, b""), events=3)
    rows = [row async for row in Delivery.objects.order_by("pk")]
    assert [(row.state, row.status, row.attempts) for row in rows] == [("delivered", 204, 1)] * 3
    received = [(one.headers["webhook-id"], one.body.decode()) for one in server.received]
    assert received == [(str(row.event_id), row.payload) for row in rows]
    assert (await Endpoint.objects.aget()).leased_until is None


async def test_a_failed_event_does_not_block_the_others(alice: User) -> None:
    server = await deliver(alice, responding(500, b"oh"), events=2)
    rows = [row async for row in Delivery.objects.all()]
    assert len(server.received) == 2
    assert {(row.state, row.attempts, row.response) for row in rows} == {("pending", 1, "oh")}


async def test_a_job_stops_after_some_events_so_that_other_jobs_can_run(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "AT_ONCE", 2)
    server = await deliver(alice, responding(204, b""), events=3)
    endpoint = await Endpoint.objects.aget()
    jobs = ProcrastinateJob.objects.filter(task_name="studio.webhooks", args={"endpoint": endpoint.pk})
    assert len(server.received) == 2
    assert await jobs.acount() == 4  # one for each event, and one for the rest


async def test_a_job_skips_an_endpoint_that_another_job_has_leased(alice: User) -> None:
    async with fake_server(responding(204, b"")) as server, worker_context.open():
        endpoint = await sync_to_async(create_endpoint_with_events)(alice, server, events=1)
        until = timezone.now() + timedelta(minutes=1)
        await Endpoint.objects.aupdate(leased_until=until)
        await job.deliver_due(endpoint)
        assert server.received == []
        assert (await Endpoint.objects.aget()).leased_until == until
