"""A run uses the chosen model at its price, and keeps both."""

import uuid

import pytest
from django.utils import timezone

from studio.budgets.models import Price
from studio.generations.models import Generation
from studio.generations.runs.rerun import params_of
from studio.generations.runs.submit import start_run
from tests.fixtures import create_run, enable_models

pytestmark = pytest.mark.django_db
LITE = "doubao-seedream-5.0-lite"


@pytest.fixture(autouse=True)
def switch_on_lite(alice):
    enable_models(LITE, by=alice)


def test_a_run_has_the_price_of_its_model(alice):
    price_fields = {"currency": "CNY", "valid_from": timezone.now(), "created_by": alice}
    Price.objects.create(provider="sandbox", model=LITE, micros=900_000, **price_fields)
    assert create_run(alice).price == 250_000
    run = create_run(alice, model=LITE, max_images=3)
    assert (run.price, run.reserved) == (900_000, 2_700_000)


def test_a_rerun_uses_the_same_model(alice):
    run = Generation.objects.with_slots().get(pk=create_run(alice, model=LITE, size="3K", web_search=True).pk)
    rerun = start_run(params_of(run), by=alice, submission=uuid.uuid4())
    assert (rerun.model, rerun.size, rerun.web_search) == (LITE, "3K", True)


def test_a_rerun_replaces_a_providers_id_by_the_name_of_the_model(alice):
    run = create_run(alice)
    Generation.objects.filter(pk=run.pk).update(model="doubao-seedream-4-5-251128")
    old = Generation.objects.with_slots().get(pk=run.pk)
    assert params_of(old).model == "doubao-seedream-4.5"


def test_the_sizes_of_a_run_are_those_of_its_model(alice):
    run = create_run(alice, model=LITE, size="3K")
    assert (run.is_tier, str(run.expected), run.size_label) == (True, "3072x3072", "3K")
    assert create_run(alice, model=LITE, size="4704x2016").size_label == "21:9, 4704×2016"


def test_the_card_names_a_model_that_is_not_the_default(alice, client_for):
    create_run(alice, model=LITE, web_search=True)
    page = client_for(alice).get("/runs/").text
    assert "Seedream 5.0 Lite" in page
    assert "Web search" in page


def test_the_card_does_not_name_the_default_model(alice, client_for):
    create_run(alice)
    assert "Seedream 4" not in client_for(alice).get("/runs/").text
