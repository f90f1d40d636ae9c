"""What a card and the account menu say about tokens and money."""

import pytest
from django.urls import reverse

from studio.generations.execution import transitions
from studio.generations.models import Generation
from studio.generations.runs.cancel import cancel
from studio.generations.runs.usage import this_month
from studio.generations.status.run_cost import Cost, cost_of
from studio.provider.stream.events import ImageSucceeded
from tests.fixtures import run_of
from tests.generations.finished_runs import SIZE, TOKENS, finished

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


def test_a_month_adds_images_tokens_and_money(alice, bob, settings):
    settings.PROVIDER = "modelverse"
    finished(alice, 2)
    finished(alice, 1, has_usage=False)
    finished(bob, 5)
    month = this_month(alice)
    assert (month.images, month.tokens) == (3, 3 * TOKENS)
    assert (month.money, month.sandbox_money) == (("CN¥0.75",), ())


def test_practice_images_and_currencies_are_kept_apart(alice, settings):
    finished(alice, 2)
    settings.PROVIDER = "modelverse"
    finished(alice, 1)
    settings.CURRENCY = "USD"
    finished(alice, 4)
    month = this_month(alice)
    assert (month.images, month.mismatches) == (7, 0)
    assert (month.money, month.sandbox_money) == (("CN¥0.25", "$1.00"), ("CN¥0.50",))


def test_a_month_costs_one_query(alice, django_assert_num_queries):
    finished(alice, 1)
    with django_assert_num_queries(1):
        this_month(alice)


def test_the_account_menu_says_the_months_money(alice, provider, browser_of):
    finished(alice, 2)
    text = browser_of(alice).get(reverse("gallery")).text
    assert ("would cost <b>CN¥0.50</b>" in text) == (provider == "sandbox")
    assert "<b>CN¥0.50</b>" in text
