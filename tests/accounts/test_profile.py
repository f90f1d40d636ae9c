"""The profile: name, language and time zone are the person's own."""

import re

import pytest
from django.urls import reverse

from studio.accounts.models import User
from tests.fixtures import PASSWORD

pytestmark = pytest.mark.django_db

FORM = {"name": "Alice Liu", "language": "zh-hans", "time_zone": "Asia/Shanghai"}


def test_alice_saves_her_profile_and_is_answered_in_her_language(alice, browser_of):
    client = browser_of(alice)
    answer = client.post(reverse("account"), FORM, follow=True)
    alice.refresh_from_db()
    assert (alice.name, alice.language, alice.time_zone) == tuple(FORM.values())
    assert '<html lang="zh-Hans">' in answer.text
    assert client.cookies["django_language"].value == "zh-hans"


def test_nobody_elses_row_changes(alice, charlie, browser_of):
    browser_of(charlie).post(reverse("account"), FORM)
    assert User.objects.get(pk=alice.pk).name == "Alice"


def test_an_unknown_time_zone_is_refused_at_its_field(alice, browser_of):
    answer = browser_of(alice).post(reverse("account"), {**FORM, "time_zone": "Mars/Olympus"})
    assert answer.status_code == 422
    assert 'aria-describedby="time_zone-error time_zone-hint"' in answer.text
    assert re.search(r"Account: Alice\s", answer.text), "the frame shows what is saved, not what was typed"
    assert not User.objects.filter(time_zone="Mars/Olympus").exists()


def test_the_browsers_language_counts_again_when_none_is_chosen(alice, browser_of):
    User.objects.update(language="zh-hans")
    client = browser_of(alice)
    client.post(reverse("account"), {**FORM, "language": ""})
    assert 'lang="en"' in client.get(reverse("account"), headers={"Accept-Language": "en"}).text


def test_places_are_offered_as_time_zones(alice, browser_of):
    page = browser_of(alice).get(reverse("account")).text
    assert "<option>Asia/Shanghai</option>" in page
    assert "<option>Etc/" not in page


def test_times_are_shown_in_the_persons_zone(alice, client):
    User.objects.update(time_zone="Asia/Tokyo")
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    assert '+09:00"' in client.get(reverse("usersessions_list")).text
