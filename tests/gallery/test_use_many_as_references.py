"""POST /images/references/: selected images become references, up to the limit."""

import pytest

from studio.generations.composer.drafts import draft_of
from studio.generations.models import Upload

pytestmark = pytest.mark.django_db

USE_AS_REFERENCES = "/images/references/"


def use_as_references(client, images):
    return client.post(USE_AS_REFERENCES, {"image": [image.pk for image in images]}, follow=True)


def test_selected_images_become_references_in_the_studio(alice, create_images, client_for):
    response = use_as_references(client_for(alice), create_images(alice, 3))
    assert response.redirect_chain == [("/", 302)]
    assert len(draft_of(alice, team=None).references) == 3


def test_references_beyond_the_limit_are_counted_in_a_message(alice, create_images, client_for):
    images = [*create_images(alice, 9), *create_images(alice, 9)]
    text = use_as_references(client_for(alice), images).text
    assert "4 references were not added: 14 at most" in text
    assert len(draft_of(alice, team=None).references) == 14


def test_a_foreign_image_is_reported_like_a_missing_one(alice, charlie, create_images, client_for):
    image = create_images(alice)[0]
    for pk in (image.pk, 10**9):
        response = client_for(charlie).post(USE_AS_REFERENCES, {"image": pk}, follow=True)
        assert response.text.count("No longer available.") == 1
    assert not Upload.objects.exists()
