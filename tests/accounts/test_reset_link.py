"""A link to choose a new password where no email arrives: from the page of people or from the command line."""

import re

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse

from studio.accounts.models import User
from tests.accounts.factories import administrator, auditor
from tests.fixtures import create_user

pytestmark = pytest.mark.django_db

NEW = "another long password"


def choose_password(client, link: str) -> bool:
    """Whether the link lets its reader choose a password."""
    form = client.get(link.removeprefix(settings.PUBLIC_URL), follow=True)
    if form.redirect_chain:
        client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    return bool(form.redirect_chain)


def create_link(client, user: User) -> str:
    page = client.post(reverse("person_reset_link", args=[user.pk])).text
    return re.search(r'id="reset-link">([^<]+)<', page)[1]


def test_an_administrator_creates_it_for_a_person(alice, client, client_for):
    link = create_link(client_for(administrator()), alice)
    assert choose_password(client, link)
    alice.refresh_from_db()
    assert alice.check_password(NEW)
    assert not choose_password(client_for(None), link)


def test_it_is_shown_only_in_the_response(alice, client_for, caplog, capfd):
    client = client_for(administrator())
    link = create_link(client, alice)
    assert link not in client.get(reverse("person", args=[alice.pk])).text
    assert link not in caplog.text + "".join(capfd.readouterr())


def test_a_suspended_person_gets_no_link(alice, client_for):
    User.objects.filter(pk=alice.pk).update(is_active=False)
    response = client_for(administrator()).post(reverse("person_reset_link", args=[alice.pk]))
    assert response.status_code == 403
    assert "Unsuspend them first." in response.text


def test_an_auditor_sees_that_they_cannot_create_it(alice, client_for):
    iris = auditor()
    page = client_for(iris).get(reverse("person", args=[alice.pk])).text
    assert re.search(r"<button[^>]* disabled title=[^>]*>\s*<svg.*?Create reset link", page, re.S)
    assert client_for(iris).post(reverse("person_reset_link", args=[alice.pk])).status_code == 403


def test_the_command_prints_it_for_the_operator(alice, client, capsys):
    call_command("reset_link", " Alice@studio.example")
    assert choose_password(client, capsys.readouterr().out.strip())


@pytest.mark.parametrize("email", ["nobody@studio.example", "gone@studio.example"])
def test_the_command_reports_an_unknown_or_inactive_person(email, db):
    User.objects.filter(pk=create_user("Gone").pk).update(is_active=False)
    with pytest.raises(CommandError, match=email):
        call_command("reset_link", email)
