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
from tests.fixtures import create_run
from tests.generations.finished_runs import finished_run
from tests.generations.unknown_runs import NOTE, accept, image_succeeded, run_facts, unknown_run
from tests.usage.factories import finished_on

pytestmark = pytest.mark.django_db

PAGE = "/usage/recovery/"


@pytest.fixture(autouse=True)
def _ledger_balances():
    yield
    assert differences() == []


def stuck(owner, **changes) -> Image:
    """An image whose link returns 404."""
    run = create_run(owner, **changes)
    transitions.claim(run.pk)
    image = Image.objects.get(pk=transitions.image_made(run.pk, image_succeeded(0)))
    transitions.ended(run.pk, completed=True)
    later = timezone.now() + timedelta(minutes=9)
    image_transitions.fetch_failed(image.pk, reason="http_404", retry_at=later)
    return Image.objects.get(pk=image.pk)


def lost(owner, **changes) -> Image:
    image = stuck(owner, **changes)
    image_transitions.fetch_failed(image.pk, reason="http_404", retry_at=None)
    return Image.objects.get(pk=image.pk)


def page(browser, **fields) -> str:
    response = browser.get(PAGE, fields)
    assert response.status_code == 200
    return response.text


def listed(browser, **fields) -> set[int]:
    return {line.run.pk for line in browser.get(PAGE, fields).context["lines"]}


# ── What is shown ────────────────────────────────────────────────────────────────────────────────────────


def test_where_nothing_is_open_or_lost_the_page_says_so(alice, client_for):
    finished_run(alice, 2)
    text = page(client_for(alice))
    assert "Every image is stored. Nothing is open or lost." in text
    assert "2 images stored" in text


def test_a_run_of_unknown_outcome_shows_its_upper_bound(alice, client_for):
    unknown_run(alice, images=3, arrived=1)
    text = page(client_for(alice))
    assert "2 images have an unknown outcome: up to 32,768 tokens, CN¥0.50." in text
    assert "Nothing is open or lost" not in text


def test_a_failing_link_shows_attempts_error_next_try_and_hours_left(alice, client_for):
    image = stuck(alice)
    Image.objects.update(announced_at=timezone.now() - timedelta(hours=2, minutes=30, seconds=30))
    text = page(client_for(alice), state="fetching")
    assert f"Run #{image.generation_id}, image 1" in text
    assert "Attempt 1: the link returned 404. Next try " in text
    assert "The link expires in 21 h 29 min." in text


def test_a_lost_image_shows_the_reason_and_can_be_retried(alice, client_for):
    image = lost(alice)
    text = page(client_for(alice), state="lost")
    assert "its link expired before it could be downloaded" in text
    assert f'action="{reverse("slot_retry", args=[image.pk])}"' in text


def test_a_decision_is_listed_with_who_and_why(alice, client_for):
    accept(unknown_run(alice))
    text = page(client_for(alice), state="decided")
    assert "Accepted as billed" in text
    assert "2 images, by Alice" in text
    assert NOTE in text
    assert "Nothing here" in page(client_for(alice), state="lost"), "what was accepted is no open loss"


def test_stored_images_of_all_days_are_counted_without_open_or_lost_ones(alice, client_for):
    finished_on(today() - timedelta(days=2), alice, 3)
    old = stuck(alice)
    Generation.objects.filter(pk=old.generation_id).update(day=today() - timedelta(days=1))
    lost(alice)
    roll_up()
    accept(unknown_run(alice, arrived=1))
    finished_run(alice, 2)
    stuck(alice)
    assert client_for(alice).get(PAGE).context["summary"].stored == 5


# ── Who sees what ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def unknown_runs(alice, bob, team):
    """Alice's private run, hers in the team, and Bob's."""
    return [unknown_run(alice), unknown_run(alice, team=team), unknown_run(bob, team=team)]


def test_members_see_their_own_leads_their_teams_and_administrators_all(
    unknown_runs, alice, bob, charlie, lead, root, client_for
):
    private, alices, bobs = (run.pk for run in unknown_runs)
    assert listed(client_for(alice)) == {private, alices}
    assert listed(client_for(bob)) == {bobs}
    assert listed(client_for(charlie)) == set()
    assert listed(client_for(lead)) == {alices, bobs}
    assert listed(client_for(root)) == listed(client_for(auditor())) == {private, alices, bobs}


def test_a_private_run_of_another_user_shows_only_numbers(unknown_runs, root, client_for):
    private = unknown_runs[0]
    text = page(client_for(root))
    assert private.prompt not in text
    assert f'href="{private.get_absolute_url()}"' not in text
    assert f'action="{reverse("run_rerun", args=[private.pk])}"' not in text


def test_team_and_person_filter_every_list_and_the_counts(unknown_runs, bob, lead, root, team, client_for):
    private, alices, bobs = (run.pk for run in unknown_runs)
    assert listed(client_for(root), team="private") == {private}
    assert listed(client_for(root), team=team.slug) == {alices, bobs}
    assert listed(client_for(lead), person=bob.pk) == {bobs}
    assert client_for(root).get(PAGE, {"person": bob.pk}).context["summary"].unknown == 1


@pytest.mark.parametrize(("reader", "fields", "stored"), [
    ("alice", {}, 3), ("bob", {}, 4), ("lead", {}, 6), ("root", {}, 7), ("root", {"team": "private"}, 1),
    ("root", {"team": "brand-studio"}, 6), ("lead", {"person": "alice"}, 2),
])  # fmt: skip
def test_the_count_of_stored_images_follows_the_filters(
    request, alice, bob, team, client_for, reader, fields, stored
):
    finished_run(alice, 1)
    finished_run(alice, 2, team=team)
    finished_run(bob, 4, team=team)
    if "person" in fields:
        fields = {"person": alice.pk}
    assert client_for(request.getfixturevalue(reader)).get(PAGE, fields).context["summary"].stored == stored


@pytest.mark.parametrize(
    "fields", [{"team": "other"}, {"person": "9" * 9}, {"person": "x"}, {"state": "gone"}]
)
def test_a_filter_outside_the_readers_access_is_a_404(fields, alice, client_for):
    assert client_for(alice).get(PAGE, fields).status_code == 404


def test_a_member_cannot_choose_another_person(alice, bob, client_for):
    assert client_for(alice).get(PAGE, {"person": bob.pk}).status_code == 404


def test_pages_follow_each_other_without_a_gap(alice, client_for, monkeypatch):
    monkeypatch.setattr(rows, "PAGE", 2)
    runs = {unknown_run(alice).pk for _ in range(3)}
    response = client_for(alice).get(PAGE)
    first = {line.run.pk for line in response.context["lines"]}
    second = client_for(alice).get(PAGE + response.context["older"])
    assert len(first) == 2
    assert first | {line.run.pk for line in second.context["lines"]} == runs
    assert second.context["older"] is None


def decided(owner):
    return accept(unknown_run(owner))


LISTS = [("", unknown_run), ("fetching", stuck), ("lost", lost), ("decided", decided)]


@pytest.mark.parametrize(("state", "make"), LISTS)
def test_more_lines_take_no_more_queries(alice, root, client_for, state, make):
    client = client_for(root)

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


def test_an_administrator_decides_on_a_private_run_and_returns_to_the_list(unknown_runs, root, client_for):
    private = unknown_runs[0]
    response = decide(client_for(root), private, query="?team=private")
    assert response.url == "/usage/recovery/?team=private"
    assert run_facts(private)[0] == "completed"
    assert OutcomeDecision.objects.get().by == root


def test_access_to_a_run_does_not_allow_deciding_on_it(unknown_runs, alice, lead, charlie, client_for):
    private, alices, _bobs = unknown_runs
    people = (alice, auditor(), charlie)
    assert [decide(client_for(who), alices).status_code for who in people] == [403, 403, 404]
    assert decide(client_for(lead), private).status_code == 404
    assert decide(client_for(lead), alices).status_code == 302


def test_without_a_valid_note_the_form_stays_open_and_keeps_the_input(alice, client_for):
    run = unknown_run(alice)
    response = decide(client_for(alice), run, note="x" * 501)
    assert response.status_code == 422
    assert 'role="alertdialog"' in response.text
    assert "x" * 501 in response.text
    assert run_facts(run)[0] == "unknown"


def test_a_decision_from_a_stale_page_is_refused(alice, client_for):
    run = unknown_run(alice)
    transitions.ended(run.pk, completed=True)
    response = decide(client_for(alice), run)
    assert (response.status_code, "The outcome of this run is known by now." in response.text) == (409, True)


def post(browser, name, image):
    return browser.post(reverse(name, args=[image.pk]) + "?state=fetching")


def test_one_image_is_retried_at_once_and_the_others_wait(alice, client_for):
    image, other = stuck(alice), stuck(alice)
    assert post(client_for(alice), "recovery_fetch", image).url == "/usage/recovery/?state=fetching"
    image.refresh_from_db()
    assert image.fetch_after <= timezone.now() < Image.objects.get(pk=other.pk).fetch_after


def test_one_image_is_given_up_and_stays_billed(alice, client_for):
    run = create_run(alice, max_images=2)
    transitions.claim(run.pk)
    slots = [transitions.image_made(run.pk, image_succeeded(index)) for index in range(2)]
    transitions.ended(run.pk, completed=True)
    run.images.update(fetch_error="http_404")
    post(client_for(alice), "recovery_give_up", Image.objects.get(pk=slots[1]))
    assert run_facts(run) == ("completed", ["announced", "lost"], 2, 0)


@pytest.mark.parametrize("name", ["recovery_fetch", "recovery_give_up"])
def test_an_image_that_is_already_stored_answers_409(name, alice, client_for):
    image = finished_run(alice, 1).images.get()
    assert post(client_for(alice), name, image).status_code == 409


@pytest.mark.parametrize("name", ["recovery_fetch", "recovery_give_up"])
def test_other_users_cannot_fetch_or_give_up_an_image(name, alice, bob, charlie, root, team, client_for):
    image, private = stuck(alice, team=team), stuck(alice)
    assert [post(client_for(who), name, image).status_code for who in (bob, charlie, auditor())] == [
        404,
        404,
        403,
    ]
    assert post(client_for(root), name, private).status_code == 403
    assert post(client_for(root), name, image).status_code == 302


def test_a_rerun_asks_for_confirmation_with_the_cost_first(alice, client_for):
    run = unknown_run(alice)
    text = page(client_for(alice))
    assert "Run this again?" in text
    client_for(alice).post(reverse("run_rerun", args=[run.pk]), {"confirm": "twice"})
    assert run.retries.count() == 1
    assert run_facts(run)[0] == "unknown", "the first one is still to be decided"
