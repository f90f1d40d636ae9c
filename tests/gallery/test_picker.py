"""/references/picker/ and /references/url/: references from the gallery and by address."""

import json
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from studio.gallery.search import picker
from studio.generations.models import Draft, Upload

pytestmark = pytest.mark.django_db
COMPOSING = {"HX-Request": "true", "HX-Current-URL": "http://testserver/"}


def shown(client, url=None) -> list[int]:
    text = client.get(url or reverse("picker")).text
    return [int(part.partition('"')[0]) for part in text.split('name="image" value="')[1:]]


def test_i_choose_among_mine_and_my_teams_newest_first(alice, bob, charlie, team, stored, browser_of):
    mine, teams, theirs = stored(bob)[0], stored(alice, team=team)[0], stored(alice)[0]
    assert shown(browser_of(bob)) == [teams.pk, mine.pk]
    assert shown(browser_of(alice)) == [theirs.pk, teams.pk]
    assert shown(browser_of(charlie)) == []


def test_older_images_are_a_link_away(alice, stored, browser_of, monkeypatch):
    monkeypatch.setattr(picker, "PAGE", 2)
    images = [stored(alice)[0].pk for _ in range(3)]
    client = browser_of(alice)
    assert shown(client) == [images[2], images[1]]
    assert f'href="{reverse("picker")}?before={images[1]}&amp;q="' in client.get(reverse("picker")).text
    assert shown(client, f"{reverse('picker')}?before={images[1]}") == [images[0]]


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
    bob, team, stored, browser_of, words, prompts
):
    made = {prompt: stored(bob, prompt=prompt)[0].pk for prompt in ("Rainy street", "雨夜里的街")}
    made["A red vase"] = stored(bob, team=team, prompt="A red vase")[0].pk
    client = browser_of(bob)
    assert shown(client, f"{reverse('picker')}?{urlencode({'q': words})}") == [made[one] for one in prompts]


def test_a_search_finds_nothing_of_strangers(alice, charlie, stored, browser_of):
    stored(alice, prompt="A red vase")
    answer = browser_of(charlie).get(reverse("picker"), {"q": "vase"})
    assert "No matching images" in answer.text
    assert 'name="image"' not in answer.text


def test_what_is_ticked_stays_while_a_search_changes_and_comes_once(alice, stored, browser_of):
    cat, dog = (stored(alice, prompt=prompt)[0].pk for prompt in ("A cat", "A dog"))
    client = browser_of(alice)
    address = f"{reverse('picker')}?{urlencode({'q': 'cat', 'image': [dog, cat]}, doseq=True)}"
    assert shown(client, address) == [dog, cat]
    assert client.get(address).text.count('" checked>') == 2


def test_a_strangers_image_is_not_shown_as_ticked(alice, charlie, stored, browser_of):
    address = f"{reverse('picker')}?image={stored(alice)[0].pk}"
    assert shown(browser_of(charlie), address) == []


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, "2 of 14 references"),
        ({"group": "auto", "max_images": "3"}, "2 of 14 · group of 3 leaves room for 10 more"),
        ({"group": "disabled", "max_images": "3"}, "2 of 14 references"),
    ],
)
def test_the_room_that_is_left_is_explained(alice, browser_of, fields, text):
    client = browser_of(alice)
    client.post(reverse("draft"), {"ref": [f"url:https://a.example/{n}" for n in "ab"], **fields})
    assert text in client.get(reverse("picker")).text


def test_the_open_composer_gets_their_tiles_and_a_word(alice, stored, browser_of):
    images = [stored(alice)[0].pk for _ in range(2)]
    answer = browser_of(alice).post(
        reverse("picker"), {"image": images, "ref": ["url:https://a.example/"]}, headers=COMPOSING
    )
    assert answer.text.count('name="ref"') == 2
    assert json.loads(answer.headers["HX-Trigger"])["studio:toast"]["value"].startswith("Added as Image 2")


def test_no_more_come_than_fit(alice, stored, browser_of):
    taken = [f"url:https://a.example/{n}" for n in range(9)]
    data = {"image": stored(alice)[0].pk, "ref": taken, "group": "auto", "max_images": "6"}
    answer = browser_of(alice).post(reverse("picker"), data, headers=COMPOSING)
    assert 'name="ref"' not in answer.text
    assert "1 reference was not added" in answer.headers["HX-Trigger"]


def test_strangers_images_are_not_among_them(alice, charlie, stored, browser_of):
    browser_of(charlie).post(reverse("picker"), {"image": stored(alice)[0].pk})
    assert not Upload.objects.exists()


def test_without_javascript_they_go_to_the_draft(alice, stored, browser_of):
    client = browser_of(alice)
    assert client.post(reverse("picker"), {"image": stored(alice)[0].pk}).url == reverse("studio")
    assert Draft.objects.get().references == [Upload.objects.get().value]


def test_from_another_page_the_script_is_sent_to_the_studio(alice, stored, browser_of):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/runs/1/"}
    answer = browser_of(alice).post(
        reverse("reference_from_image", args=[stored(alice)[0].pk]), headers=headers
    )
    assert answer.headers["HX-Redirect"] == reverse("studio")
    assert Draft.objects.get().references == [Upload.objects.get().value]


def test_an_address_is_kept_as_text(alice, browser_of):
    answer = browser_of(alice).post(
        reverse("reference_from_url"), {"url": "https://a.example/b.jpg"}, headers=COMPOSING
    )
    assert 'value="url:https://a.example/b.jpg"' in answer.text


def test_an_address_that_cannot_be_one_says_why(alice, browser_of):
    for headers, status in ((COMPOSING, 422), ({}, 200)):
        answer = browser_of(alice).post(
            reverse("reference_from_url"), {"url": "http://127.0.0.1/"}, headers=headers, follow=True
        )
        assert answer.status_code == status
        assert "must start with https://" in answer.text
