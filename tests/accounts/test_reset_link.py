"""A link to choose a new password, where no letter reaches: from the page of people or from the command line."""

import re

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse

from studio.accounts.models import User
from tests.accounts.factories import administrator, auditor
from tests.fixtures import person

pytestmark = pytest.mark.django_db

NEW = "another long password"


def choose(client, link: str) -> bool:
    """Whether the link lets its reader choose a password."""
    form = client.get(link.removeprefix(settings.PUBLIC_URL), follow=True)
    if form.redirect_chain:
        client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    return bool(form.redirect_chain)


def shown(client, someone: User) -> str:
    page = client.post(reverse("person_reset_link", args=[someone.pk])).text
    return re.search(r'id="reset-link">([^<]+)<', page)[1]


def test_an_administrator_makes_it_for_somebody(alice, client, browser_of):
    link = shown(browser_of(administrator()), alice)
    assert choose(client, link)
    alice.refresh_from_db()
    assert alice.check_password(NEW)
    assert not choose(browser_of(None), link)


def test_it_is_shown_in_the_answer_alone(alice, browser_of, caplog, capfd):
    client = browser_of(administrator())
    link = shown(client, alice)
    assert link not in client.get(reverse("person", args=[alice.pk])).text
    assert link not in caplog.text + "".join(capfd.readouterr())


def test_none_for_somebody_suspended_or_gone(alice, browser_of):
    User.objects.filter(pk=alice.pk).update(is_active=False)
    answer = browser_of(administrator()).post(reverse("person_reset_link", args=[alice.pk]))
    assert answer.status_code == 403
    assert "Unsuspend them first." in answer.text


def test_an_auditor_sees_why_not(alice, browser_of):
    iris = auditor()
    page = browser_of(iris).get(reverse("person", args=[alice.pk])).text
    assert re.search(r"<button[^>]* disabled title=[^>]*>\s*<svg.*?Create reset link", page, re.S)
    assert browser_of(iris).post(reverse("person_reset_link", args=[alice.pk])).status_code == 403


def test_the_command_prints_it_for_the_operator(alice, client, capsys):
    call_command("reset_link", " Alice@studio.example")
    assert choose(client, capsys.readouterr().out.strip())


@pytest.mark.parametrize("email", ["nobody@studio.example", "gone@studio.example"])
def test_the_command_says_when_there_is_nobody(email, db):
    User.objects.filter(pk=person("Gone").pk).update(is_active=False)
    with pytest.raises(CommandError, match=email):
        call_command("reset_link", email)
