"""Notes in the response to a saved draft: the nearest allowed size, and hints with their changes."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def notes_html(client, **fields) -> str:
    return client.post(reverse("draft"), fields).text


@pytest.mark.parametrize(
    ("w", "h", "label"),
    [
        ("1920", "1080", "Use 2560 × 1440"),
        ("5000", "5000", "Use 4096 × 4096"),
        ("5000", "200", "Use 7680 × 480"),
    ],
)
def test_the_nearest_allowed_size_is_offered(alice, client_for, w, h, label):
    assert label in notes_html(client_for(alice), size_mode="custom", w=w, h=h)


@pytest.mark.parametrize(
    ("mode", "w", "h"), [("custom", "2048", "2048"), ("custom", "", "9"), ("ratio", "9", "9")]
)
def test_a_valid_or_missing_size_gets_no_suggestion(alice, client_for, mode, w, h):
    assert "data-values" not in notes_html(client_for(alice), size_mode=mode, w=w, h=h)


def test_a_hint_comes_with_its_change(alice, client_for):
    text = notes_html(client_for(alice), prompt="一组六张插画", group="disabled")
    assert "asks for several images" in text
    assert "&quot;group&quot;: &quot;auto&quot;" in text


def test_the_example_is_a_link_that_fills_the_form(alice, client_for):
    client = client_for(alice)
    assert 'href="?sample=1"' in client.get(reverse("studio")).text
    text = client.get(reverse("studio"), {"sample": "1"}).text
    assert "no text.</textarea>" in text
    assert 'value="2304x1728" data-ratio="4:3" checked' in text
