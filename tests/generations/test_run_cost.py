"""What a card says about tokens and money."""

import pytest
from django.urls import reverse

from studio.generations.execution import transitions
from studio.generations.models import Generation
from studio.generations.runs.cancel import cancel
from studio.generations.status.run_cost import Cost, cost_of
from studio.provider.stream.events import ImageSucceeded
from tests.fixtures import run_of
from tests.generations.finished_runs import SIZE, finished

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["sandbox", "modelverse"])
def provider(request, settings) -> str:
    settings.PROVIDER = request.param
    return request.param


def cost(run: Generation) -> Cost | None:
    return cost_of(Generation.objects.get(pk=run.pk))


def test_before_the_first_image_a_run_says_the_most_it_may_cost(alice, provider):
    run = run_of(alice, max_images=6)
    is_sandbox = provider == "sandbox"
    assert cost(run) == Cost(
        label="At most", usage="6 images, 98,304 tokens", money="CN¥1.50", is_sandbox=is_sandbox
    )


def test_then_what_it_has_used_so_far(alice):
    run = run_of(alice, max_images=6)
    transitions.claim(run.pk)
    transitions.image_made(run.pk, ImageSucceeded(index=0, url="https://results.example/a", size=SIZE))
    said = cost(run)
    assert (said.label, said.usage, said.money) == ("So far", "1 image, 16,384 tokens", "CN¥0.25")


def test_at_the_end_what_it_has_used(alice):
    said = cost(finished(alice, 2))
    assert (said.label, said.usage, said.money) == ("Usage", "2 images, 32,768 tokens", "CN¥0.50")


def test_what_cost_nothing_says_nothing(alice):
    assert cost(cancel(run_of(alice), by=alice)) is None


def test_the_card_says_money_and_for_the_sandbox_what_it_would_be(alice, provider, browser_of):
    run = finished(alice, 2)
    text = browser_of(alice).get(run.get_absolute_url()).text
    assert ("would cost <b>CN¥0.50</b>" in text) == (provider == "sandbox")
    assert "<b>CN¥0.50</b>" in text


def test_the_button_shows_the_money_before_the_click(alice, provider, browser_of):
    text = browser_of(alice).get(reverse("studio")).text
    estimate = text.partition("data-estimate>")[2].partition("</div>")[0]
    assert "CN¥0.25" in estimate
    assert ("would cost" in estimate) == (provider == "sandbox")
