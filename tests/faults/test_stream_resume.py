"""The page's stream delivers everything across disconnects, and ends when access ends."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import timedelta

import httpx
import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from studio.accounts.models import Membership, Role, Team, User
from studio.accounts.teams import members
from studio.generations.live.endpoint import PER_USER
from studio.generations.models import Generation
from studio.infra import pubsub
from tests.faults.factories import FaultStudio, Run
from tests.faults.stream import Message, open_stream, read_until_finished


@pytest.fixture
def viewer(studio: FaultStudio) -> User:
    return studio.new_user()


@pytest.fixture
def browser(studio: FaultStudio, viewer: User) -> Iterator[httpx.Client]:
    with closing(studio.browser(viewer)) as browser:
        yield browser


@pytest.fixture
def queued_run(studio: FaultStudio, viewer: User) -> Run:
    """A run of the viewer that stays in the queue for an hour."""
    with studio.db(), transaction.atomic():
        run = studio.submit(by=viewer)
        Generation.objects.filter(pk=run.pk).update(not_before=timezone.now() + timedelta(hours=1))
    return run


def tiles_across_disconnects(
    browser: httpx.Client, *, disconnects: int, messages_each: int, lost: int
) -> dict[str, str]:
    """Reads `messages_each` messages per connection, loses the last `lost` of them, and reconnects; at last reads until
    no run is unfinished, and then one message of a new connection, since the page reconnects at that point.

    Returns the latest markup of each tile.
    """
    tiles: dict[str, str] = {}
    last_id = ""
    for attempt in range(disconnects + 1):
        with open_stream(browser, last_id=last_id) as stream:
            seen: list[Message] = []
            for message in stream.messages():
                seen.append(message)
                if message.all_runs_finished:
                    with open_stream(browser, last_id=message.id) as next_stream:
                        return tiles | _tiles([*seen, next(next_stream.messages())])
                if len(seen) == messages_each and attempt < disconnects:
                    break
        received = seen[: len(seen) - lost]
        tiles |= _tiles(received)
        last_id = received[-1].id if received else last_id
    raise AssertionError("The stream closed while something ran.")


def _tiles(messages: list[Message]) -> dict[str, str]:
    return {name: markup for message in messages for name, markup in message.tiles.items()}


@pytest.mark.parametrize(("disconnects", "messages_each", "lost"), [(6, 1, 0), (3, 3, 1), (0, 0, 0)])
def test_every_tile_reaches_its_final_markup_across_disconnects(
    studio: FaultStudio, viewer: User, browser: httpx.Client, disconnects: int, messages_each: int, lost: int
) -> None:
    run = studio.submit("[[fault:fail:2]]", images=8, by=viewer)
    tiles = tiles_across_disconnects(browser, disconnects=disconnects, messages_each=messages_each, lost=lost)
    studio.wait_until_ended(run)
    for slot in studio.row(run).slots:
        markup = tiles[f"run-{run.pk}-tile-{slot.index}"]
        assert (slot.thumb_url if slot.index != 2 else "tile--fail") in markup


def test_a_page_without_runs_stays_connected_and_receives_a_new_run(
    studio: FaultStudio, viewer: User, browser: httpx.Client
) -> None:
    with open_stream(browser) as stream:
        messages = stream.messages()
        assert not _tiles(read_until_finished(messages))
        run = studio.submit(by=viewer)
        card = next(messages).data
        assert 'hx-target="#runs"' in card
        assert f'id="run-{run.pk}"' in card
        # For a page that has a card already, perhaps an older one.
        assert f'hx-target="#run-{run.pk}-meta"' in card
        assert any(message.all_runs_finished for message in messages)


def test_a_page_that_connects_after_the_end_receives_every_tile(
    studio: FaultStudio, viewer: User, browser: httpx.Client
) -> None:
    run = studio.submit(images=2, by=viewer)
    studio.wait_until_ended(run)
    with open_stream(browser) as stream:
        tiles = _tiles(read_until_finished(stream.messages()))
    assert set(tiles) == {f"run-{run.pk}-tile-{index}" for index in range(2)}


def test_an_invalid_cursor_means_today(studio: FaultStudio, viewer: User, browser: httpx.Client) -> None:
    run = studio.submit(by=viewer)
    studio.wait_until_ended(run)
    for since in ("nonsense", "0001-01-01T00:00:00+00:00"):
        with open_stream(browser, last_id="yesterday", since=since, unread="9" * 5_000) as stream:
            assert f"run-{run.pk}-tile-0" in next(stream.messages()).tiles


@pytest.mark.parametrize("watch", [{}, {"run": "queued_run"}, {"of": "no-such-team"}])
def test_a_user_does_not_receive_the_runs_of_another(
    studio: FaultStudio, viewer: User, queued_run: Run, browser: httpx.Client, watch: dict[str, str]
) -> None:
    stranger = studio.new_user()
    params = {name: str(queued_run.pk) if value == "queued_run" else value for name, value in watch.items()}
    with closing(studio.browser(stranger)) as other, open_stream(other, **params) as stream:
        messages = stream.messages()
        if watch:
            assert [message.event for message in messages] == ["studio:toast", "end"]
            return
        assert not _tiles(read_until_finished(messages))
        studio.submit(by=viewer)
        own_run = studio.submit(by=stranger)
        assert set(next(messages).tiles) == {f"run-{own_run.pk}-tile-0"}


def test_a_member_removed_from_a_team_is_notified_and_disconnected(studio: FaultStudio, viewer: User) -> None:
    with studio.db():
        team = Team.objects.create(name="Posters", slug=f"posters-{viewer.pk}")
        bob = Membership.objects.create(team=team, user=studio.new_user(), role=Role.VIEWER)
        Membership.objects.create(team=team, user=viewer, role=Role.LEAD)
    with closing(studio.browser(bob.user)) as browser:
        with open_stream(browser, of=team.slug) as stream:
            messages = stream.messages()
            read_until_finished(messages)
            with studio.db():
                members.remove(bob, by=viewer)
            toast, end = messages
        assert (toast.event, toast.data) == ("studio:toast", "You no longer have access to this page.")
        assert end.event == "end"


def test_an_anonymous_visitor_gets_401_and_no_redirect(studio: FaultStudio) -> None:
    response = httpx.get(f"{studio.url}/runs/events", trust_env=False)
    assert response.status_code == 401


def test_the_seventh_stream_is_refused_until_another_closes(
    studio: FaultStudio, queued_run: Run, browser: httpx.Client
) -> None:
    with ExitStack() as streams:
        messages = [streams.enter_context(open_stream(browser)).messages() for _ in range(PER_USER)]
        for iterator in messages:
            assert next(iterator).data
        refused = browser.get("/runs/events")
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "30")

    def is_accepted() -> bool:
        with open_stream(browser) as stream:
            return stream.response.status_code == 200

    studio.wait_until(is_accepted)


async def test_simultaneous_streams_are_counted_too(
    studio: FaultStudio, queued_run: Run, browser: httpx.Client
) -> None:
    async with httpx.AsyncClient(base_url=studio.url, cookies=browser.cookies, trust_env=False) as client:

        async def open_one() -> httpx.Response:
            return await client.send(client.build_request("GET", "/runs/events"), stream=True)

        responses = await asyncio.gather(*(open_one() for _ in range(20)))
        statuses = [response.status_code for response in responses]
        for response in responses:
            await response.aclose()
    assert statuses.count(200) == PER_USER
    assert statuses.count(429) == 20 - PER_USER


def test_a_suspended_user_is_disconnected(
    studio: FaultStudio, viewer: User, queued_run: Run, browser: httpx.Client
) -> None:
    with open_stream(browser) as stream:
        messages = stream.messages()
        assert next(messages).tiles
        with studio.db():
            User.objects.filter(pk=viewer.pk).update(is_active=False)
            pubsub.publish(run=queued_run.pk, owner=viewer.pk, team=None)
        assert [message.event for message in messages] == ["end"]
    assert studio.state(queued_run) == "queued"
    assert browser.get("/runs/events").status_code == 401


def test_a_user_whose_session_ended_is_disconnected(
    studio: FaultStudio, viewer: User, queued_run: Run, browser: httpx.Client
) -> None:
    with open_stream(browser) as stream:
        messages = stream.messages()
        assert next(messages).tiles
        with studio.db():
            Session.objects.filter(pk=browser.cookies["sessionid"]).delete()
            pubsub.publish(run=queued_run.pk, owner=viewer.pk, team=None)
        assert [message.event for message in messages] == ["end"]
    assert browser.get("/runs/events").status_code == 401
