"""Every form that takes a password limits the attempts; there are no other such forms."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from studio.accounts.models import User
from studio.accounts.users import bootstrap
from tests.access_data import AccessData, build
from tests.access_matrix import OPEN, ROWS
from tests.accounts.factories import (
    invited,
    join_url,
    lead_of,
)
from tests.fixtures import PASSWORD

pytestmark = pytest.mark.django_db

WRONG = "not the password"
TRIES = 25


def refused_after(post: Callable[[], HttpResponse], *, sign: str | int) -> int:
    """How many attempts are allowed before the response shows the sign: a status, or a text."""
    for tries in range(TRIES):
        response = post()
        if response.status_code == sign or (isinstance(sign, str) and sign in response.text):
            return tries
    raise AssertionError(f"{TRIES} tries were let through")


TOO_MANY = "Too many failed attempts"


def test_after_five_wrong_passwords_even_the_right_one_is_refused(client, alice):
    form = {"login": alice.email, "password": WRONG}
    assert refused_after(lambda: client.post(reverse("account_login"), form), sign=TOO_MANY) == 5
    client.post(reverse("account_login"), {**form, "password": PASSWORD})
    assert client.get(reverse("studio")).status_code == 302


def test_attempts_are_counted_across_host_names(client, alice):
    form = {"login": alice.email, "password": WRONG}
    ports = iter(range(8000, 8100))

    def post() -> HttpResponse:
        return client.post(reverse("account_login"), form, HTTP_HOST=f"localhost:{next(ports)}")

    assert refused_after(post, sign=TOO_MANY) == 5


@dataclass(frozen=True, kw_only=True)
class PasswordForm:
    """A form that asks a signed-in person for their password again."""

    route: str
    field: str = "password"
    sign: str | int = TOO_MANY


@pytest.mark.parametrize(
    "password_form",
    [
        PasswordForm(route="account_reauthenticate"),
        PasswordForm(route="account_email"),
        PasswordForm(route="account_delete"),
        PasswordForm(route="account_change_password", field="oldpassword", sign=429),
    ],
    ids=lambda password_form: password_form.route,
)
def test_a_signed_in_person_has_five_attempts_to_confirm_the_password(password_form, alice, client_for):
    client, form = client_for(alice), {password_form.field: WRONG, "email": alice.email}
    assert (
        refused_after(lambda: client.post(reverse(password_form.route), form), sign=password_form.sign) == 5
    )


def test_setting_a_password_by_a_link_is_limited_too(client, alice, team):
    client.post(reverse("account_reset_password"), {"email": alice.email})
    reset = re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body)[1]
    form = client.get(reset, follow=True).redirect_chain[-1][0]
    for path in (form, join_url(invited(team, lead_of(team)))):
        assert refused_after(lambda path=path: client.post(path, {"password": "short"}), sign=429) == 20


def test_the_link_for_the_first_administrator_is_limited(client, db):
    path = "/" + bootstrap.link().split("/", 3)[3]
    assert refused_after(lambda: client.post(path, {"password": "short"}), sign=429) == 20


def test_setting_a_first_password_is_limited(alice, client_for):
    alice.set_unusable_password()
    alice.save()
    client = client_for(alice)
    assert refused_after(lambda: client.post(reverse("account_set_password"), {}), sign=429) == 5


# ── No other form ────────────────────────────────────────────────────────────────────────────────────────

PASSWORD_ROUTES = {
    "account_login", "account_reauthenticate", "account_email", "account_delete", "account_change_password",
    "account_set_password",
}  # fmt: skip
"""Pages that ask for a password; those behind a link with a token have tests of their own above."""


def pages(data: AccessData) -> dict[str, str]:
    """Every page that needs no token, by its route. The API has none: it responds in JSON, to a key."""
    found = {row.route: data.url(row) for row in ROWS if row.method == "get"}
    with_token = ("setup", "join", "account_confirm_email", "account_reset_password_from_key")
    open_to_all = (route for route in OPEN if not route.startswith(("api_", *with_token)))
    return found | {route: reverse(route) for route in open_to_all}


def asks_for_a_password(client: Client, path: str) -> bool:
    response = client.get(path)
    return not response.streaming and b'type="password"' in response.content


def test_no_other_page_asks_for_a_password():
    data = build()
    designer, administrator = data.people["designer"], data.people["administrator"]
    User.objects.filter(pk=designer.pk).update(password=make_password(PASSWORD))
    asking = set()
    for person in (None, User.objects.get(pk=designer.pk), administrator):
        client = Client()
        if person:
            client.force_login(person)
        asking |= {route for route, path in pages(data).items() if asks_for_a_password(client, path)}
    assert asking == PASSWORD_ROUTES


def test_the_admin_has_no_sign_in_of_its_own(client, alice):
    form = {"username": alice.email, "password": PASSWORD}
    response = client.post(reverse("admin:login") + "?next=/admin/accounts/", form)
    assert response.url == f"{reverse('account_login')}?next=/admin/accounts/"
    assert client.get(reverse("studio")).status_code == 302


def test_the_admin_sign_in_redirects_staff_to_the_admin_and_nowhere_else(alice, client_for):
    assert client_for(alice).get(reverse("admin:login")).status_code == 403
    alice.is_staff = True
    alice.save()
    staff = client_for(alice)
    assert staff.get(reverse("admin:login")).url == reverse("admin:index")
    assert staff.post(reverse("admin:login") + "?next=//evil.example").url == reverse("admin:index")


def test_a_password_is_changed_on_the_studios_own_page(alice, client_for):
    alice.is_staff = True
    alice.save()
    response = client_for(alice).post(reverse("admin:password_change"), {"old_password": WRONG})
    assert response.url == reverse("account_change_password")
