"""Error pages, in the reader's language and in the studio's design."""

import pytest
from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from studio.accounts.models import User
from tests.fixtures import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_500_page_needs_neither_database_nor_request(language, django_assert_num_queries):
    with translation.override(language), django_assert_num_queries(0):
        page = render_to_string("500.html")
    assert f'lang="{"en" if language == "en" else "zh-Hans"}"' in page
    assert "<h1>" in page


def test_too_many_requests_get_our_own_message(client):
    cache.clear()
    for _ in range(21):
        response = client.post(reverse("account_reset_password"), {"email": "nobody@studio.example"})
    assert response.status_code == 429
    assert "Too many attempts" in response.text
    cache.clear()


def test_too_many_wrong_passwords_are_shown_at_the_form(client, alice):
    cache.clear()
    for _ in range(6):
        response = client.post(reverse("account_login"), {"login": alice.email, "password": "wrong"})
    assert "Too many failed attempts" in response.text
    assert 'role="alert"' in response.text


def test_a_suspended_person_sees_a_message(client, alice):
    User.objects.update(is_active=False)
    response = client.post(
        reverse("account_login"), {"login": alice.email, "password": PASSWORD}, follow=True
    )
    assert "This account is suspended" in response.text


def test_the_page_that_confirms_the_password_has_our_design(alice, client_for):
    page = client_for(alice).get(reverse("account_reauthenticate")).text
    assert "Confirm your password" in page
    assert 'class="login"' in page


def test_the_sign_up_page_says_that_sign_up_is_disabled(client):
    assert "Sign-up is disabled" in client.get(reverse("account_signup")).text
