"""`GET /v1/runs/{id}`: where a run stands and what came of it."""

import pytest

from studio.generations.execution import transitions
from studio.generations.models import Generation
from studio.provider.stream.events import ImageFailed
from tests.api.client import error_of
from tests.api.reading import client_of
from tests.fixtures import run_of
from tests.generations.finished_runs import finished

pytestmark = pytest.mark.django_db


def test_a_run_says_what_came_and_what_it_cost(alice, team):
    run = finished(alice, 2, team=team, prompt="A vase")
    found = client_of(alice, team).get(f"/v1/runs/{run.pk}").json()
    assert (found["object"], found["state"], found["prompt"]) == ("run", "completed", "A vase")
    assert [(one["index"], one["state"]) for one in found["images"]] == [(0, "stored"), (1, "stored")]
    assert {one["image"] for one in found["images"]} == {slot.pk for slot in run.slots}
    assert found["cost"] == {"amount": "0.5", "currency": "CNY"}
    assert (found["team"], found["tokens"], found["is_practice"]) == ("brand-studio", 32_768, True)
    assert found["error"] is None


def test_a_waiting_run_has_no_images_and_costs_nothing_yet(alice):
    found = client_of(alice).get(f"/v1/runs/{run_of(alice).pk}").json()
    assert (found["state"], found["sent_at"], found["cost"]["amount"]) == ("queued", None, "0")
    assert found["images"] == [{"index": 0, "state": "waiting", "image": None, "error": None}]


def test_a_failed_image_says_why(alice):
    run = run_of(alice)
    transitions.claim(run.pk)
    code = "OutputImageSensitiveContentDetected"
    transitions.image_failed(run.pk, ImageFailed(index=0, code=code, message="Not allowed."))
    slot = client_of(alice).get(f"/v1/runs/{run.pk}").json()["images"][0]
    assert slot["error"] == {"code": code, "message": "Not allowed."}


def test_runs_are_read_in_their_place_alone(alice, bob, charlie, team):
    private, ours = run_of(alice), run_of(alice, team=team)
    may = {
        (client_of(alice), private): 200, (client_of(alice), ours): 200, (client_of(alice, team), ours): 200,
        (client_of(bob), ours): 200, (client_of(alice, team), private): 404, (client_of(bob), private): 404,
        (client_of(charlie), ours): 404,
    }  # fmt: skip
    got = {pair: pair[0].get(f"/v1/runs/{pair[1].pk}").status_code for pair in may}
    assert got == may


def test_a_deleted_run_is_not_there(alice):
    run = run_of(alice)
    Generation.objects.update(
        state="cancelled", finished_at=run.created, deleted_at=run.created, deleted_by=alice
    )
    assert error_of(client_of(alice).get(f"/v1/runs/{run.pk}")) == (404, "NotFound")


@pytest.mark.parametrize("huge", ["9" * 19, "9" * 5_000], ids=len)
@pytest.mark.parametrize("address", ["runs/{}", "images/{}", "images/{}/file"])
def test_a_number_that_no_row_can_have_is_not_there(alice, address, huge):
    assert client_of(alice).get(f"/v1/{address.format(huge)}").status_code == 404
