"""/pick/ and /references/url/: references from the gallery and by address."""

import json

import pytest
from django.urls import reverse

from studio.generations import pick
from studio.generations.models import Draft, Upload

pytestmark = pytest.mark.django_db
COMPOSING = {"HX-Request": "true", "HX-Current-URL": "http://testserver/"}


def shown(client, url=None) -> list[int]:
    text = client.get(url or reverse("pick")).text
    return [int(part.partition('"')[0]) for part in text.split('name="image" value="')[1:]]


def test_i_choose_among_mine_and_my_teams_newest_first(alice, bob, charlie, team, stored, browser_of):
    mine, teams, theirs = stored(bob)[0], stored(alice, team=team)[0], stored(alice)[0]
    assert shown(browser_of(bob)) == [teams.pk, mine.pk]
    assert shown(browser_of(alice)) == [theirs.pk, teams.pk]
    assert shown(browser_of(charlie)) == []


def test_older_images_are_a_link_away(alice, stored, browser_of, monkeypatch):
    monkeypatch.setattr(pick, "PAGE", 2)
    images = [stored(alice)[0].pk for _ in range(3)]
    client = browser_of(alice)
    assert shown(client) == [images[2], images[1]]
    assert f'href="{reverse("pick")}?before={images[1]}"' in client.get(reverse("pick")).text
    assert shown(client, f"{reverse('pick')}?before={images[1]}") == [images[0]]


def test_the_open_composer_gets_their_tiles_and_a_word(alice, stored, browser_of):
    images = [stored(alice)[0].pk for _ in range(2)]
    answer = browser_of(alice).post(
        reverse("pick"), {"image": images, "ref": ["url:https://a.example/"]}, headers=COMPOSING
    )
    assert answer.text.count('name="ref"') == 2
    assert json.loads(answer.headers["HX-Trigger"])["studio:toast"]["value"].startswith("Added as Image 2")


def test_no_more_come_than_fit(alice, stored, browser_of):
    taken = [f"url:https://a.example/{n}" for n in range(9)]
    data = {"image": stored(alice)[0].pk, "ref": taken, "group": "auto", "max_images": "6"}
    answer = browser_of(alice).post(reverse("pick"), data, headers=COMPOSING)
    assert 'name="ref"' not in answer.text
    assert "no place for 1 reference" in answer.headers["HX-Trigger"]


def test_strangers_images_are_not_among_them(alice, charlie, stored, browser_of):
    browser_of(charlie).post(reverse("pick"), {"image": stored(alice)[0].pk})
    assert not Upload.objects.exists()


def test_without_javascript_they_go_to_the_draft(alice, stored, browser_of):
    client = browser_of(alice)
    assert client.post(reverse("pick"), {"image": stored(alice)[0].pk}).url == reverse("studio")
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
