"""The account menu's line: images, tokens and money of this month, loaded when the menu opens."""

import pytest
from django.urls import reverse

from studio.usage.month import this_month
from tests.generations.finished_runs import TOKENS, finished_run

pytestmark = pytest.mark.django_db


def test_a_month_sums_up_images_tokens_and_money(alice, bob, settings):
    settings.PROVIDER = "modelverse"
    finished_run(alice, 2)
    finished_run(alice, 1, has_usage=False)
    finished_run(bob, 5)
    month = this_month(alice)
    assert (month.images, month.tokens) == (3, 3 * TOKENS)
    assert (month.money, month.sandbox_money) == (("CN¥0.75",), ())


def test_practice_images_and_currencies_are_counted_separately(alice, settings):
    finished_run(alice, 2)
    settings.PROVIDER = "modelverse"
    finished_run(alice, 1)
    settings.CURRENCY = "USD"
    finished_run(alice, 4)
    month = this_month(alice)
    assert (month.images, month.mismatches) == (7, 0)
    assert (month.money, month.sandbox_money) == (("CN¥0.25", "$1.00"), ("CN¥0.50",))


def test_a_month_takes_one_query(alice, django_assert_num_queries):
    finished_run(alice, 1)
    with django_assert_num_queries(1):
        this_month(alice)


@pytest.mark.parametrize("provider", ["sandbox", "modelverse"])
def test_the_line_shows_the_money_of_the_month(provider, alice, settings, client_for):
    settings.PROVIDER = provider
    finished_run(alice, 2)
    text = client_for(alice).get(reverse("usage_month")).text
    assert ("would cost <b>CN¥0.50</b>" in text) == (provider == "sandbox")
    assert "<b>CN¥0.50</b>" in text


def test_the_line_shows_images_and_tokens_as_the_provider_counted(alice, client_for):
    finished_run(alice, 3)
    text = client_for(alice).get(reverse("usage_month")).text
    assert "<b>3</b> images" in text
    assert f"{3 * TOKENS:,}" in text
