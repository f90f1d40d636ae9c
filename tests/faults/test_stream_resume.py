"""The page's stream tells everything over cuts, and stops telling when it must."""

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
from tests.faults.stream import Message, listening, read_until_end


@pytest.fixture
def viewer(steady: FaultStudio) -> User:
    return steady.someone()


@pytest.fixture
def browser(steady: FaultStudio, viewer: User) -> Iterator[httpx.Client]:
    with closing(steady.browser(viewer)) as browser:
        yield browser


@pytest.fixture
def waiting(steady: FaultStudio, viewer: User) -> Run:
    """A run of the viewer that stays in the queue for an hour."""
    with steady.db(), transaction.atomic():
        run = steady.submit(by=viewer)
        Generation.objects.filter(pk=run.pk).update(not_before=timezone.now() + timedelta(hours=1))
    return run


def tiles_over_cuts(browser: httpx.Client, *, cuts: int, reads: int, forgotten: int) -> dict[str, str]:
    """Reads so many messages, loses the last ones together with the line, comes back, and at last reads until nothing
    is unfinished and once more, as the page does, which then opens another line.

    Returns the last look of each tile.
    """
    tiles: dict[str, str] = {}
    last = ""
    for cut in range(cuts + 1):
        with listening(browser, last=last) as line:
            seen: list[Message] = []
            for message in line.messages():
                seen.append(message)
                if message.is_last_of_runs:
                    with listening(browser, last=message.id) as after:
                        return tiles | _tiles([*seen, next(after.messages())])
                if len(seen) == reads and cut < cuts:
                    break
        kept = seen[: len(seen) - forgotten]
        tiles |= _tiles(kept)
        last = kept[-1].id if kept else last
    raise AssertionError("The stream closed while something ran.")


def _tiles(messages: list[Message]) -> dict[str, str]:
    return {name: markup for message in messages for name, markup in message.tiles.items()}


@pytest.mark.parametrize(("cuts", "reads", "forgotten"), [(6, 1, 0), (3, 3, 1), (0, 0, 0)])
def test_every_tile_is_sent_to_its_last_look_over_cuts(
    steady: FaultStudio, viewer: User, browser: httpx.Client, cuts: int, reads: int, forgotten: int
) -> None:
    run = steady.submit("[[fault:fail:2]]", images=8, by=viewer)
    tiles = tiles_over_cuts(browser, cuts=cuts, reads=reads, forgotten=forgotten)
    steady.until_ended(run)
    for slot in steady.row(run).slots:
        look = tiles[f"run-{run.pk}-tile-{slot.index}"]
        assert (slot.thumb_url if slot.index != 2 else "tile--fail") in look


def test_a_page_without_runs_stays_connected_and_receives_a_new_run(
    steady: FaultStudio, viewer: User, browser: httpx.Client
) -> None:
    with listening(browser) as line:
        messages = line.messages()
        assert not _tiles(read_until_end(messages))
        run = steady.submit(by=viewer)
        card = next(messages).data
        assert 'hx-target="#runs"' in card
        assert f'id="run-{run.pk}"' in card
        # For a page that has a card already, perhaps an older one.
        assert f'hx-target="#run-{run.pk}-meta"' in card
        assert any(message.is_last_of_runs for message in messages)


def test_a_page_that_slept_over_the_end_is_sent_all_of_it(
    steady: FaultStudio, viewer: User, browser: httpx.Client
) -> None:
    run = steady.submit(images=2, by=viewer)
    steady.until_ended(run)
    with listening(browser) as line:
        tiles = _tiles(read_until_end(line.messages()))
    assert set(tiles) == {f"run-{run.pk}-tile-{index}" for index in range(2)}


def test_a_cursor_that_is_none_means_today(steady: FaultStudio, viewer: User, browser: httpx.Client) -> None:
    run = steady.submit(by=viewer)
    steady.until_ended(run)
    for nonsense in ("nonsense", "0001-01-01T00:00:00+00:00"):
        with listening(browser, last="yesterday", since=nonsense, unread="9" * 5_000) as line:
            assert f"run-{run.pk}-tile-0" in next(line.messages()).tiles


@pytest.mark.parametrize("watch", [{}, {"run": "theirs"}, {"of": "no-such-team"}])
def test_nobody_receives_the_runs_of_another(
    steady: FaultStudio, viewer: User, waiting: Run, browser: httpx.Client, watch: dict[str, str]
) -> None:
    stranger = steady.someone()
    named = {name: str(waiting.pk) if value == "theirs" else value for name, value in watch.items()}
    with closing(steady.browser(stranger)) as other, listening(other, **named) as line:
        messages = line.messages()
        if watch:
            assert [message.event for message in messages] == ["studio:toast", "end"]
            return
        assert not _tiles(read_until_end(messages))
        steady.submit(by=viewer)
        mine = steady.submit(by=stranger)
        assert set(next(messages).tiles) == {f"run-{mine.pk}-tile-0"}


def test_a_member_removed_from_a_team_is_notified_and_disconnected(steady: FaultStudio, viewer: User) -> None:
    with steady.db():
        team = Team.objects.create(name="Posters", slug=f"posters-{viewer.pk}")
        bob = Membership.objects.create(team=team, user=steady.someone(), role=Role.VIEWER)
        Membership.objects.create(team=team, user=viewer, role=Role.LEAD)
    with closing(steady.browser(bob.user)) as browser:
        with listening(browser, of=team.slug) as line:
            messages = line.messages()
            read_until_end(messages)
            with steady.db():
                members.remove(bob, by=viewer)
            toast, end = messages
        assert (toast.event, toast.data) == ("studio:toast", "You no longer have access to this page.")
        assert end.event == "end"


def test_a_stranger_gets_401_and_no_redirect(steady: FaultStudio) -> None:
    answer = httpx.get(f"{steady.url}/runs/events", trust_env=False)
    assert answer.status_code == 401


def test_the_seventh_stream_is_refused_until_another_closes(
    steady: FaultStudio, waiting: Run, browser: httpx.Client
) -> None:
    with ExitStack() as lines:
        messages = [lines.enter_context(listening(browser)).messages() for _ in range(PER_USER)]
        for told in messages:
            assert next(told).data
        refused = browser.get("/runs/events")
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "30")

    def is_let_in() -> bool:
        with listening(browser) as line:
            return line.response.status_code == 200

    steady.until(is_let_in)


async def test_streams_that_come_all_at_once_are_counted_too(
    steady: FaultStudio, waiting: Run, browser: httpx.Client
) -> None:
    async with httpx.AsyncClient(base_url=steady.url, cookies=browser.cookies, trust_env=False) as client:

        async def open_one() -> httpx.Response:
            return await client.send(client.build_request("GET", "/runs/events"), stream=True)

        responses = await asyncio.gather(*(open_one() for _ in range(20)))
        codes = [response.status_code for response in responses]
        for response in responses:
            await response.aclose()
    assert codes.count(200) == PER_USER
    assert codes.count(429) == 20 - PER_USER


def test_a_suspended_person_is_cut_off(
    steady: FaultStudio, viewer: User, waiting: Run, browser: httpx.Client
) -> None:
    with listening(browser) as line:
        messages = line.messages()
        assert next(messages).tiles
        with steady.db():
            User.objects.filter(pk=viewer.pk).update(is_active=False)
            pubsub.publish(run=waiting.pk, owner=viewer.pk, team=None)
        assert [message.event for message in messages] == ["end"]
    assert steady.state(waiting) == "queued"
    assert browser.get("/runs/events").status_code == 401


def test_a_session_that_ended_is_cut_off(
    steady: FaultStudio, viewer: User, waiting: Run, browser: httpx.Client
) -> None:
    with listening(browser) as line:
        messages = line.messages()
        assert next(messages).tiles
        with steady.db():
            Session.objects.filter(pk=browser.cookies["sessionid"]).delete()
            pubsub.publish(run=waiting.pk, owner=viewer.pk, team=None)
        assert [message.event for message in messages] == ["end"]
    assert browser.get("/runs/events").status_code == 401
