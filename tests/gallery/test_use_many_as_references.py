"""POST /images/references/: selected images become references, as far as there is room."""

import pytest

from studio.generations.composer.drafts import draft_of
from studio.generations.models import Upload

pytestmark = pytest.mark.django_db

PICK = "/images/references/"


def put(client, images):
    return client.post(PICK, {"image": [one.pk for one in images]}, follow=True)


def test_the_selected_are_references_in_the_studio(alice, stored, browser_of):
    answer = put(browser_of(alice), stored(alice, 3))
    assert answer.redirect_chain == [("/", 302)]
    assert len(draft_of(alice, team=None).references) == 3


def test_those_that_do_not_fit_are_counted(alice, stored, browser_of):
    images = [*stored(alice, 9), *stored(alice, 9)]
    text = put(browser_of(alice), images).text
    assert "4 references were not added: 14 at most" in text
    assert len(draft_of(alice, team=None).references) == 14


def test_a_foreign_image_is_a_missing_one(alice, charlie, stored, browser_of):
    image = stored(alice)[0]
    for pk in (image.pk, 10**9):
        answer = browser_of(charlie).post(PICK, {"image": pk}, follow=True)
        assert answer.text.count("No longer available.") == 1
    assert not Upload.objects.exists()
