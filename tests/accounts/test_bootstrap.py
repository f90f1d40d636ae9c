"""The first administrator is created by a one-time link, or from the environment."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from studio.accounts.models import User
from studio.accounts.users import bootstrap

pytestmark = pytest.mark.django_db

FORM = {"name": "Yue", "email": "Yue@Studio.example", "password": "correct horse battery"}


def setup_path() -> str:
    return "/" + bootstrap.link().split("/", 3)[3]


def test_the_link_creates_the_first_administrator_and_signs_them_in(client):
    response = client.post(setup_path(), FORM)
    user = User.objects.get()
    assert (user.email, user.name, user.is_superuser, user.is_staff) == (
        "yue@studio.example",
        "Yue",
        True,
        True,
    )
    assert response.url == reverse("studio")
    assert client.get(reverse("studio")).status_code == 200


def test_the_link_works_once(client):
    link = setup_path()
    client.post(link, FORM)
    assert client.get(link).status_code == 404
    assert client.post(link, {**FORM, "email": "second@studio.example"}).status_code == 404
    assert User.objects.count() == 1


def test_a_forged_link_is_not_found(client):
    assert client.get(reverse("setup", args=["forged:1abc:xyz"])).status_code == 404


def test_a_weak_password_is_refused_and_the_other_input_is_kept(client):
    response = client.post(setup_path(), {**FORM, "password": "short"})
    assert response.status_code == 422
    assert "Yue@Studio.example" in response.text
    assert not User.objects.exists()


def test_the_environment_creates_the_administrator_once(settings, capsys):
    settings.ADMIN_EMAIL, settings.ADMIN_PASSWORD = "root@studio.example", "correct horse battery"
    call_command("setup")
    call_command("setup")
    assert User.objects.get().check_password("correct horse battery")
    assert capsys.readouterr().out == ""


def test_without_an_administrator_the_command_prints_the_link(capsys):
    call_command("setup")
    assert capsys.readouterr().out.startswith("SETUP_LINK http://localhost")
