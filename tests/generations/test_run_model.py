"""A run is made with the model that was chosen, at its price, and keeps it."""

import uuid

import pytest
from django.utils import timezone

from studio.budgets.models import Price
from studio.generations.models import Generation
from studio.generations.runs.rerun import params_of
from studio.generations.runs.submit import start_run
from tests.fixtures import run_of, switch_on

pytestmark = pytest.mark.django_db
LITE = "doubao-seedream-5.0-lite"


@pytest.fixture(autouse=True)
def lite_is_on(alice):
    switch_on(LITE, by=alice)


def test_it_costs_what_its_model_costs(alice):
    paid = {"currency": "CNY", "valid_from": timezone.now(), "created_by": alice}
    Price.objects.create(provider="sandbox", model=LITE, micros=900_000, **paid)
    assert run_of(alice).price == 250_000
    run = run_of(alice, model=LITE, max_images=3)
    assert (run.price, run.reserved) == (900_000, 2_700_000)


def test_running_it_again_uses_the_same_model(alice):
    run = Generation.objects.with_slots().get(pk=run_of(alice, model=LITE, size="3K", web_search=True).pk)
    again = start_run(params_of(run), by=alice, submission=uuid.uuid4())
    assert (again.model, again.size, again.web_search) == (LITE, "3K", True)


def test_a_run_under_a_providers_id_runs_again_under_the_name_of_the_model(alice):
    run = run_of(alice)
    Generation.objects.filter(pk=run.pk).update(model="doubao-seedream-4-5-251128")
    old = Generation.objects.with_slots().get(pk=run.pk)
    assert params_of(old).model == "doubao-seedream-4.5"


def test_its_sizes_are_those_of_its_model(alice):
    run = run_of(alice, model=LITE, size="3K")
    assert (run.is_tier, str(run.expected), run.size_label) == (True, "3072x3072", "3K")
    assert run_of(alice, model=LITE, size="4704x2016").size_label == "21:9, 4704×2016"


def test_the_card_names_a_model_that_is_not_the_default(alice, browser_of):
    run_of(alice, model=LITE, web_search=True)
    page = browser_of(alice).get("/runs/").text
    assert "Seedream 5.0 Lite" in page
    assert "Web search" in page


def test_the_card_says_nothing_of_the_default_model(alice, browser_of):
    run_of(alice)
    assert "Seedream 4" not in browser_of(alice).get("/runs/").text
