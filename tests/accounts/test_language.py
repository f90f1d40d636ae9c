"""The language: the account's before the cookie's before the browser's."""

import pytest
from django.urls import reverse

from studio.accounts.models import User

pytestmark = pytest.mark.django_db


def test_the_switch_writes_the_choice_to_the_account_and_to_the_cookie(alice, client_for):
    client = client_for(alice)
    client.post(reverse("set_language"), {"language": "zh-hans", "next": "/gallery/"})
    assert User.objects.get().language == "zh-hans"
    assert client.cookies["django_language"].value == "zh-hans"


def test_the_cookie_is_same_site_and_secure_under_https(alice, client_for, settings):
    settings.LANGUAGE_COOKIE_SECURE = True
    for route in ("set_language", "account"):
        client = client_for(alice)
        client.post(reverse(route), {"language": "zh-hans", "name": "Alice", "time_zone": "UTC"})
        cookie = client.cookies["django_language"]
        assert (cookie.value, cookie["samesite"], cookie["secure"]) == ("zh-hans", "Lax", True), route


def test_another_browser_uses_the_language_of_the_account(alice, client_for):
    User.objects.update(language="zh-hans")
    response = client_for(alice).get(reverse("gallery"), headers={"Accept-Language": "en"})
    assert '<html lang="zh-Hans"' in response.text
    assert response.headers["Content-Language"] == "zh-hans"


def test_the_account_wins_over_the_cookie(alice, client_for):
    User.objects.update(language="en")
    client = client_for(alice)
    client.cookies["django_language"] = "zh-hans"
    assert '<html lang="en"' in client.get(reverse("gallery")).text


def test_a_signed_out_reader_gets_only_a_cookie(client, alice):
    client.post(reverse("set_language"), {"language": "zh-hans", "next": "/"})
    assert User.objects.get().language == ""
    assert '<html lang="zh-Hans">' in client.get(reverse("account_login")).text


def test_the_switch_redirects_to_the_page_and_its_query(client, db):
    page = client.get(reverse("account_login") + "?next=/gallery/%3Fbefore%3D7").text
    assert 'name="next" value="/account/login/?next=/gallery/%3Fbefore%3D7"' in page
    response = client.post(reverse("set_language"), {"language": "en", "next": "/gallery/?before=7"})
    assert response.url == "/gallery/?before=7"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/"])
def test_the_switch_does_not_redirect_to_another_site(client, db, target):
    assert client.post(reverse("set_language"), {"language": "en", "next": target}).url == "/"


def test_an_unknown_language_changes_nothing(alice, client_for):
    client_for(alice).post(reverse("set_language"), {"language": "xx", "next": "/"})
    assert User.objects.get().language == ""


def test_the_switch_requires_a_post(client, db):
    assert client.get(reverse("set_language")).status_code == 405
