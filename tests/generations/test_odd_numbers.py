"""Numbers that no row can have are nobody's: a clear answer, never an error."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db

HUGE = "9" * 30


@pytest.mark.parametrize("query", ["before", "reuse", "use"])
@pytest.mark.parametrize("name", ["studio", "runs", "gallery"])
def test_in_the_address(name, query, alice, browser_of):
    assert browser_of(alice).get(f"{reverse(name)}?{query}={HUGE}").status_code in (200, 404)


def test_as_a_reference_of_a_draft(alice, browser_of):
    fields = {"prompt": "", "ref": [f"upload:{HUGE}"], "revision": HUGE}
    assert browser_of(alice).post(reverse("draft"), fields).status_code == 200


def test_as_an_image(alice, browser_of):
    assert browser_of(alice).get(f"/images/{HUGE}/").status_code == 404
