"""The recovery page: images that are open or lost, runs of unknown outcome, what can be done, and what was decided."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from studio.generations.execution import image_transitions, transitions
from studio.generations.ledger.ledger_check import differences
from studio.generations.models import Generation, Image, OutcomeDecision
from studio.usage.recovery import rows
from studio.usage.rollup import roll_up, today
from tests.accounts.factories import auditor
from tests.fixtures import run_of
from tests.generations.finished_runs import finished
from tests.generations.unknown_runs import NOTE, accept, facts, made, unknown_run
from tests.usage.factories import finished_on

pytestmark = pytest.mark.django_db

PAGE = "/usage/recovery/"


@pytest.fixture(autouse=True)
def _books_balance():
    yield
    assert differences() == []


def stuck(owner, **changes) -> Image:
    """An image whose link answers 404."""
    run = run_of(owner, **changes)
    transitions.claim(run.pk)
    image = Image.objects.get(pk=transitions.image_made(run.pk, made(0)))
    transitions.ended(run.pk, completed=True)
    later = timezone.now() + timedelta(minutes=9)
    image_transitions.fetch_failed(image.pk, reason="http_404", again_at=later)
    return Image.objects.get(pk=image.pk)


def lost(owner, **changes) -> Image:
    image = stuck(owner, **changes)
    image_transitions.fetch_failed(image.pk, reason="http_404", again_at=None)
    return Image.objects.get(pk=image.pk)


def page(browser, **fields) -> str:
    answer = browser.get(PAGE, fields)
    assert answer.status_code == 200
    return answer.text


def listed(browser, **fields) -> set[int]:
    return {line.run.pk for line in browser.get(PAGE, fields).context["lines"]}


# ── What is shown ────────────────────────────────────────────────────────────────────────────────────────


def test_where_nothing_is_open_or_lost_the_page_says_so(alice, browser_of):
    finished(alice, 2)
    text = page(browser_of(alice))
    assert "Every image is stored. Nothing is open or lost." in text
    assert "2 images stored" in text


def test_a_run_of_unknown_outcome_has_its_upper_bound(alice, browser_of):
    unknown_run(alice, images=3, arrived=1)
    text = page(browser_of(alice))
    assert "2 images have an unknown outcome: up to 32,768 tokens, CN¥0.50." in text
    assert "Nothing is open or lost" not in text


def test_a_link_that_fails_has_its_attempts_error_next_try_and_hours(alice, browser_of):
    image = stuck(alice)
    Image.objects.update(announced_at=timezone.now() - timedelta(hours=2, minutes=30, seconds=30))
    text = page(browser_of(alice), state="fetching")
    assert f"Run #{image.generation_id}, image 1" in text
    assert "Attempt 1: the link returned 404. Next try " in text
    assert "The link expires in 21 h 29 min." in text


def test_a_lost_image_says_why_and_can_be_retried(alice, browser_of):
    image = lost(alice)
    text = page(browser_of(alice), state="lost")
    assert "its link expired before it could be downloaded" in text
    assert f'action="{reverse("slot_retry", args=[image.pk])}"' in text


def test_a_decision_is_listed_with_who_and_why(alice, browser_of):
    accept(unknown_run(alice))
    text = page(browser_of(alice), state="decided")
    assert "Accepted as billed" in text
    assert "2 images, by Alice" in text
    assert NOTE in text
    assert "Nothing here" in page(browser_of(alice), state="lost"), "what was accepted is no open loss"


def test_stored_images_are_counted_over_all_days_without_those_that_are_fetched_or_lost(alice, browser_of):
    finished_on(today() - timedelta(days=2), alice, 3)
    old = stuck(alice)
    Generation.objects.filter(pk=old.generation_id).update(day=today() - timedelta(days=1))
    lost(alice)
    roll_up()
    accept(unknown_run(alice, arrived=1))
    finished(alice, 2)
    stuck(alice)
    assert browser_of(alice).get(PAGE).context["summary"].stored == 5


# ── Who sees what ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def three(alice, bob, team):
    """Alice's private run, hers in the team, and Bob's."""
    return [unknown_run(alice), unknown_run(alice, team=team), unknown_run(bob, team=team)]


def test_members_see_their_own_leads_their_teams_and_administrators_all(
    three, alice, bob, charlie, lead, root, browser_of
):
    private, hers, his = (run.pk for run in three)
    assert listed(browser_of(alice)) == {private, hers}
    assert listed(browser_of(bob)) == {his}
    assert listed(browser_of(charlie)) == set()
    assert listed(browser_of(lead)) == {hers, his}
    assert listed(browser_of(root)) == listed(browser_of(auditor())) == {private, hers, his}


def test_of_anothers_private_run_only_numbers_are_shown(three, root, browser_of):
    private = three[0]
    text = page(browser_of(root))
    assert private.prompt not in text
    assert f'href="{private.get_absolute_url()}"' not in text
    assert f'action="{reverse("run_rerun", args=[private.pk])}"' not in text


def test_team_and_person_narrow_every_list_and_the_counts(three, bob, lead, root, team, browser_of):
    private, hers, his = (run.pk for run in three)
    assert listed(browser_of(root), team="private") == {private}
    assert listed(browser_of(root), team=team.slug) == {hers, his}
    assert listed(browser_of(lead), person=bob.pk) == {his}
    assert browser_of(root).get(PAGE, {"person": bob.pk}).context["summary"].unknown == 1


@pytest.mark.parametrize(("reader", "fields", "stored"), [
    ("alice", {}, 3), ("bob", {}, 4), ("lead", {}, 6), ("root", {}, 7), ("root", {"team": "private"}, 1),
    ("root", {"team": "brand-studio"}, 6), ("lead", {"person": "alice"}, 2),
])  # fmt: skip
def test_the_count_of_stored_images_follows_the_filters(
    request, alice, bob, team, browser_of, reader, fields, stored
):
    finished(alice, 1)
    finished(alice, 2, team=team)
    finished(bob, 4, team=team)
    if "person" in fields:
        fields = {"person": alice.pk}
    assert browser_of(request.getfixturevalue(reader)).get(PAGE, fields).context["summary"].stored == stored


@pytest.mark.parametrize(
    "fields", [{"team": "other"}, {"person": "9" * 9}, {"person": "x"}, {"state": "gone"}]
)
def test_a_filter_that_is_not_the_readers_is_not_there(fields, alice, browser_of):
    assert browser_of(alice).get(PAGE, fields).status_code == 404


def test_a_member_cannot_choose_another_person(alice, bob, browser_of):
    assert browser_of(alice).get(PAGE, {"person": bob.pk}).status_code == 404


def test_pages_follow_each_other_without_a_gap(alice, browser_of, monkeypatch):
    monkeypatch.setattr(rows, "PAGE", 2)
    runs = {unknown_run(alice).pk for _ in range(3)}
    answer = browser_of(alice).get(PAGE)
    first = {line.run.pk for line in answer.context["lines"]}
    second = browser_of(alice).get(PAGE + answer.context["older"])
    assert len(first) == 2
    assert first | {line.run.pk for line in second.context["lines"]} == runs
    assert second.context["older"] is None


def decided(owner):
    return accept(unknown_run(owner))


LISTS = [("", unknown_run), ("fetching", stuck), ("lost", lost), ("decided", decided)]


@pytest.mark.parametrize(("state", "make"), LISTS)
def test_a_line_more_takes_no_query_more(alice, root, browser_of, state, make):
    client = browser_of(root)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert page(client, state=state).count("<li id=") >= 1
        return len(captured)

    make(alice)
    queries()
    one = queries()
    for _ in range(3):
        make(alice)
    assert queries() == one
    assert one <= 18


# ── What can be done ─────────────────────────────────────────────────────────────────────────────────────


def decide(browser, run, *, note=NOTE, decision="billed", query=""):
    address = reverse("recovery_outcome", args=[run.pk])
    return browser.post(address + query, {"decision": decision, "note": note})


def test_an_administrator_decides_on_a_private_run_and_returns_to_the_list(three, root, browser_of):
    private = three[0]
    answer = decide(browser_of(root), private, query="?team=private")
    assert answer.url == "/usage/recovery/?team=private"
    assert facts(private)[0] == "completed"
    assert OutcomeDecision.objects.get().by == root


def test_who_may_look_may_not_therefore_decide(three, alice, lead, charlie, browser_of):
    private, hers, _his = three
    people = (alice, auditor(), charlie)
    assert [decide(browser_of(who), hers).status_code for who in people] == [403, 403, 404]
    assert decide(browser_of(lead), private).status_code == 404
    assert decide(browser_of(lead), hers).status_code == 302


def test_without_a_note_the_form_stays_open_with_what_was_typed(alice, browser_of):
    run = unknown_run(alice)
    answer = decide(browser_of(alice), run, note="x" * 501)
    assert answer.status_code == 422
    assert 'role="alertdialog"' in answer.text
    assert "x" * 501 in answer.text
    assert facts(run)[0] == "unknown"


def test_a_stale_page_learns_that_the_outcome_is_known(alice, browser_of):
    run = unknown_run(alice)
    transitions.ended(run.pk, completed=True)
    answer = decide(browser_of(alice), run)
    assert (answer.status_code, "The outcome of this run is known by now." in answer.text) == (409, True)


def post(browser, name, image):
    return browser.post(reverse(name, args=[image.pk]) + "?state=fetching")


def test_one_image_is_tried_at_once_and_the_others_wait(alice, browser_of):
    image, other = stuck(alice), stuck(alice)
    assert post(browser_of(alice), "recovery_fetch", image).url == "/usage/recovery/?state=fetching"
    image.refresh_from_db()
    assert image.fetch_after <= timezone.now() < Image.objects.get(pk=other.pk).fetch_after


def test_one_image_is_given_up_and_stays_billed(alice, browser_of):
    run = run_of(alice, max_images=2)
    transitions.claim(run.pk)
    slots = [transitions.image_made(run.pk, made(index)) for index in range(2)]
    transitions.ended(run.pk, completed=True)
    run.images.update(fetch_error="http_404")
    post(browser_of(alice), "recovery_give_up", Image.objects.get(pk=slots[1]))
    assert facts(run) == ("completed", ["announced", "lost"], 2, 0)


@pytest.mark.parametrize("name", ["recovery_fetch", "recovery_give_up"])
def test_an_image_that_is_here_by_now_answers_409(name, alice, browser_of):
    image = finished(alice, 1).images.get()
    assert post(browser_of(alice), name, image).status_code == 409


@pytest.mark.parametrize("name", ["recovery_fetch", "recovery_give_up"])
def test_nobody_else_changes_what_becomes_of_alices_image(name, alice, bob, charlie, root, team, browser_of):
    image, private = stuck(alice, team=team), stuck(alice)
    assert [post(browser_of(who), name, image).status_code for who in (bob, charlie, auditor())] == [
        404,
        404,
        403,
    ]
    assert post(browser_of(root), name, private).status_code == 403
    assert post(browser_of(root), name, image).status_code == 302


def test_running_again_asks_with_the_cost_first(alice, browser_of):
    run = unknown_run(alice)
    text = page(browser_of(alice))
    assert "Run this again?" in text
    browser_of(alice).post(reverse("run_rerun", args=[run.pk]), {"confirm": "twice"})
    assert run.retries.count() == 1
    assert facts(run)[0] == "unknown", "the first one is still to be decided"
