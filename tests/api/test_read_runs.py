"""`GET /v1/runs/{id}`: the state of a run and its results."""

import pytest

from studio.generations.execution import transitions
from studio.generations.models import Generation
from studio.provider.stream.events import ImageFailed
from tests.api.client import error_of
from tests.api.reading import client_of
from tests.fixtures import create_run
from tests.generations.finished_runs import finished_run

pytestmark = pytest.mark.django_db


def test_a_run_has_its_images_and_its_cost(alice, team):
    run = finished_run(alice, 2, team=team, prompt="A vase")
    found = client_of(alice, team).get(f"/v1/runs/{run.pk}").json()
    assert (found["object"], found["state"], found["prompt"]) == ("run", "completed", "A vase")
    assert [(one["index"], one["state"]) for one in found["images"]] == [(0, "stored"), (1, "stored")]
    assert {one["image"] for one in found["images"]} == {slot.pk for slot in run.slots}
    assert found["cost"] == {"amount": "0.5", "currency": "CNY"}
    assert (found["team"], found["tokens"], found["is_practice"]) == ("brand-studio", 32_768, True)
    assert found["error"] is None


def test_a_waiting_run_has_no_images_and_costs_nothing_yet(alice):
    found = client_of(alice).get(f"/v1/runs/{create_run(alice).pk}").json()
    assert (found["state"], found["sent_at"], found["cost"]["amount"]) == ("queued", None, "0")
    assert found["images"] == [{"index": 0, "state": "waiting", "image": None, "error": None}]


def test_a_failed_image_has_its_error(alice):
    run = create_run(alice)
    transitions.claim(run.pk)
    code = "OutputImageSensitiveContentDetected"
    transitions.image_failed(run.pk, ImageFailed(index=0, code=code, message="Not allowed."))
    slot = client_of(alice).get(f"/v1/runs/{run.pk}").json()["images"][0]
    assert slot["error"] == {"code": code, "message": "Not allowed."}


def test_runs_are_read_only_in_their_workspace(alice, bob, charlie, team):
    private, in_team = create_run(alice), create_run(alice, team=team)
    expected = {
        (client_of(alice), private): 200, (client_of(alice), in_team): 200, (client_of(alice, team), in_team): 200,
        (client_of(bob), in_team): 200, (client_of(alice, team), private): 404, (client_of(bob), private): 404,
        (client_of(charlie), in_team): 404,
    }  # fmt: skip
    got = {pair: pair[0].get(f"/v1/runs/{pair[1].pk}").status_code for pair in expected}
    assert got == expected


def test_a_deleted_run_is_not_found(alice):
    run = create_run(alice)
    Generation.objects.update(
        state="cancelled", finished_at=run.created, deleted_at=run.created, deleted_by=alice
    )
    assert error_of(client_of(alice).get(f"/v1/runs/{run.pk}")) == (404, "NotFound")


@pytest.mark.parametrize("huge", ["9" * 19, "9" * 5_000], ids=len)
@pytest.mark.parametrize("address", ["runs/{}", "images/{}", "images/{}/file"])
def test_a_number_too_large_for_an_id_is_not_found(alice, address, huge):
    assert client_of(alice).get(f"/v1/{address.format(huge)}").status_code == 404
