"""Tokens and cost on a run's card."""

import pytest
from django.urls import reverse

from studio.generations.execution import transitions
from studio.generations.models import Generation
from studio.generations.runs.cancel import cancel
from studio.generations.status.run_cost import Cost, cost_of
from studio.provider.stream.events import ImageSucceeded
from tests.fixtures import create_run
from tests.generations.finished_runs import SIZE, finished_run

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["sandbox", "modelverse"])
def provider(request, settings) -> str:
    settings.PROVIDER = request.param
    return request.param


def cost(run: Generation) -> Cost | None:
    return cost_of(Generation.objects.get(pk=run.pk))


def test_before_the_first_image_a_run_shows_its_maximum_cost(alice, provider):
    run = create_run(alice, max_images=6)
    is_sandbox = provider == "sandbox"
    assert cost(run) == Cost(
        label="At most", usage="6 images, 98,304 tokens", money="CN¥1.50", is_sandbox=is_sandbox
    )


def test_an_unfinished_run_shows_its_usage_so_far(alice):
    run = create_run(alice, max_images=6)
    transitions.claim(run.pk)
    transitions.image_made(run.pk, ImageSucceeded(index=0, url="https://results.example/a", size=SIZE))
    shown = cost(run)
    assert (shown.label, shown.usage, shown.money) == ("So far", "1 image, 16,384 tokens", "CN¥0.25")


def test_an_ended_run_shows_its_usage(alice):
    shown = cost(finished_run(alice, 2))
    assert (shown.label, shown.usage, shown.money) == ("Usage", "2 images, 32,768 tokens", "CN¥0.50")


def test_a_run_without_cost_shows_nothing(alice):
    assert cost(cancel(create_run(alice), by=alice)) is None


def test_the_card_shows_the_cost_and_in_the_sandbox_what_it_would_be(alice, provider, client_for):
    run = finished_run(alice, 2)
    text = client_for(alice).get(run.get_absolute_url()).text
    assert ("would cost <b>CN¥0.50</b>" in text) == (provider == "sandbox")
    assert "<b>CN¥0.50</b>" in text


def test_the_composer_shows_the_cost_before_the_run_is_submitted(alice, provider, client_for):
    text = client_for(alice).get(reverse("studio")).text
    estimate = text.partition("data-estimate>")[2].partition("</div>")[0]
    assert "CN¥0.25" in estimate
    assert ("would cost" in estimate) == (provider == "sandbox")
