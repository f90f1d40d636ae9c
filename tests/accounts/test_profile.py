"""The profile: people edit their own name, language and time zone."""

import re

import pytest
from django.urls import reverse

from studio.accounts.models import User
from tests.fixtures import PASSWORD

pytestmark = pytest.mark.django_db

FORM = {"name": "Alice Liu", "language": "zh-hans", "time_zone": "Asia/Shanghai"}


def test_a_saved_profile_is_shown_in_the_chosen_language(alice, client_for):
    client = client_for(alice)
    response = client.post(reverse("account"), FORM, follow=True)
    alice.refresh_from_db()
    assert (alice.name, alice.language, alice.time_zone) == tuple(FORM.values())
    assert '<html lang="zh-Hans">' in response.text
    assert client.cookies["django_language"].value == "zh-hans"


def test_the_profiles_of_others_do_not_change(alice, charlie, client_for):
    client_for(charlie).post(reverse("account"), FORM)
    assert User.objects.get(pk=alice.pk).name == "Alice"


def test_an_unknown_time_zone_is_refused_at_its_field(alice, client_for):
    response = client_for(alice).post(reverse("account"), {**FORM, "time_zone": "Mars/Olympus"})
    assert response.status_code == 422
    assert 'aria-describedby="time_zone-error time_zone-hint"' in response.text
    assert re.search(r"Account: Alice\s", response.text), "the frame shows what is saved, not what was typed"
    assert not User.objects.filter(time_zone="Mars/Olympus").exists()


def test_the_browsers_language_applies_when_none_is_chosen(alice, client_for):
    User.objects.update(language="zh-hans")
    client = client_for(alice)
    client.post(reverse("account"), {**FORM, "language": ""})
    assert 'lang="en"' in client.get(reverse("account"), headers={"Accept-Language": "en"}).text


def test_time_zones_are_offered_by_city(alice, client_for):
    page = client_for(alice).get(reverse("account")).text
    assert "<option>Asia/Shanghai</option>" in page
    assert "<option>Etc/" not in page


def test_times_are_shown_in_the_persons_time_zone(alice, client):
    User.objects.update(time_zone="Asia/Tokyo")
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    assert '+09:00"' in client.get(reverse("usersessions_list")).text
