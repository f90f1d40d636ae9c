"""/references/picker/ and /references/url/: references from the gallery and by URL."""

import json
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from studio.gallery.search import picker
from studio.generations.models import Draft, Upload

pytestmark = pytest.mark.django_db
COMPOSING = {"HX-Request": "true", "HX-Current-URL": "http://testserver/"}


def image_ids(client, url=None) -> list[int]:
    text = client.get(url or reverse("picker")).text
    return [int(part.partition('"')[0]) for part in text.split('name="image" value="')[1:]]


def test_the_picker_lists_my_images_and_my_teams_newest_first(
    alice, bob, charlie, team, create_images, client_for
):
    mine, team_image, private_of_alice = (
        create_images(bob)[0],
        create_images(alice, team=team)[0],
        create_images(alice)[0],
    )
    assert image_ids(client_for(bob)) == [team_image.pk, mine.pk]
    assert image_ids(client_for(alice)) == [private_of_alice.pk, team_image.pk]
    assert image_ids(client_for(charlie)) == []


def test_older_images_are_on_the_next_page(alice, create_images, client_for, monkeypatch):
    monkeypatch.setattr(picker, "PAGE", 2)
    images = [create_images(alice)[0].pk for _ in range(3)]
    client = client_for(alice)
    assert image_ids(client) == [images[2], images[1]]
    assert f'href="{reverse("picker")}?before={images[1]}&amp;q="' in client.get(reverse("picker")).text
    assert image_ids(client, f"{reverse('picker')}?before={images[1]}") == [images[0]]


@pytest.mark.parametrize(
    ("words", "prompts"),
    [
        ("rain", ["Rainy street"]),
        ("雨夜", ["雨夜里的街"]),
        ('"red vase"', ["A red vase"]),
        ("vase", ["A red vase"]),
    ],
)
def test_a_search_finds_words_in_both_languages_in_all_my_galleries(
    bob, team, create_images, client_for, words, prompts
):
    ids = {prompt: create_images(bob, prompt=prompt)[0].pk for prompt in ("Rainy street", "雨夜里的街")}
    ids["A red vase"] = create_images(bob, team=team, prompt="A red vase")[0].pk
    client = client_for(bob)
    assert image_ids(client, f"{reverse('picker')}?{urlencode({'q': words})}") == [
        ids[prompt] for prompt in prompts
    ]


def test_a_search_does_not_find_images_of_strangers(alice, charlie, create_images, client_for):
    create_images(alice, prompt="A red vase")
    response = client_for(charlie).get(reverse("picker"), {"q": "vase"})
    assert "No matching images" in response.text
    assert 'name="image"' not in response.text


def test_selected_images_stay_listed_once_while_the_search_changes(alice, create_images, client_for):
    cat, dog = (create_images(alice, prompt=prompt)[0].pk for prompt in ("A cat", "A dog"))
    client = client_for(alice)
    address = f"{reverse('picker')}?{urlencode({'q': 'cat', 'image': [dog, cat]}, doseq=True)}"
    assert image_ids(client, address) == [dog, cat]
    assert client.get(address).text.count('" checked>') == 2


def test_a_stranger_s_image_is_not_shown_as_selected(alice, charlie, create_images, client_for):
    address = f"{reverse('picker')}?image={create_images(alice)[0].pk}"
    assert image_ids(client_for(charlie), address) == []


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, "2 of 14 references"),
        ({"group": "auto", "max_images": "3"}, "2 of 14 · group of 3 leaves room for 10 more"),
        ({"group": "disabled", "max_images": "3"}, "2 of 14 references"),
    ],
)
def test_the_remaining_number_of_references_is_explained(alice, client_for, fields, text):
    client = client_for(alice)
    client.post(reverse("draft"), {"ref": [f"url:https://a.example/{n}" for n in "ab"], **fields})
    assert text in client.get(reverse("picker")).text


def test_the_open_composer_gets_the_tiles_and_a_toast(alice, create_images, client_for):
    images = [create_images(alice)[0].pk for _ in range(2)]
    response = client_for(alice).post(
        reverse("picker"), {"image": images, "ref": ["url:https://a.example/"]}, headers=COMPOSING
    )
    assert response.text.count('name="ref"') == 2
    assert json.loads(response.headers["HX-Trigger"])["studio:toast"]["value"].startswith("Added as Image 2")


def test_images_beyond_the_limit_are_not_added(alice, create_images, client_for):
    taken = [f"url:https://a.example/{n}" for n in range(9)]
    data = {"image": create_images(alice)[0].pk, "ref": taken, "group": "auto", "max_images": "6"}
    response = client_for(alice).post(reverse("picker"), data, headers=COMPOSING)
    assert 'name="ref"' not in response.text
    assert "1 reference was not added" in response.headers["HX-Trigger"]


def test_images_of_strangers_cannot_be_added(alice, charlie, create_images, client_for):
    client_for(charlie).post(reverse("picker"), {"image": create_images(alice)[0].pk})
    assert not Upload.objects.exists()


def test_without_javascript_images_are_added_to_the_draft(alice, create_images, client_for):
    client = client_for(alice)
    assert client.post(reverse("picker"), {"image": create_images(alice)[0].pk}).url == reverse("studio")
    assert Draft.objects.get().references == [Upload.objects.get().value]


def test_from_another_page_htmx_redirects_to_the_studio(alice, create_images, client_for):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/runs/1/"}
    response = client_for(alice).post(
        reverse("reference_from_image", args=[create_images(alice)[0].pk]), headers=headers
    )
    assert response.headers["HX-Redirect"] == reverse("studio")
    assert Draft.objects.get().references == [Upload.objects.get().value]


def test_a_url_is_kept_as_text(alice, client_for):
    response = client_for(alice).post(
        reverse("reference_from_url"), {"url": "https://a.example/b.jpg"}, headers=COMPOSING
    )
    assert 'value="url:https://a.example/b.jpg"' in response.text


def test_an_invalid_url_is_explained(alice, client_for):
    for headers, status in ((COMPOSING, 422), ({}, 200)):
        response = client_for(alice).post(
            reverse("reference_from_url"), {"url": "http://127.0.0.1/"}, headers=headers, follow=True
        )
        assert response.status_code == status
        assert "must start with https://" in response.text
