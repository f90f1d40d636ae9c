"""What a browser may keep for the time without a network."""

import re

import pytest
from django.urls import reverse

from studio.accounts.models import User

pytestmark = pytest.mark.django_db


def test_the_page_is_the_same_for_everybody(client, alice, browser_of):
    assert client.get(reverse("offline")).text == browser_of(alice).get(reverse("offline")).text


def test_the_script_lies_at_the_root_and_keeps_that_page_and_its_files_only(client):
    answer = client.get(reverse("service_worker"))
    assert answer.headers["Content-Type"] == "text/javascript"
    kept = re.findall(r'"(/[^"]*)"', answer.text.partition("FILES = ")[2].partition("\n")[0])
    assert kept[0] == reverse("offline")
    assert kept[1:]
    assert all(name.startswith("/static/") for name in kept[1:])


def test_another_language_is_another_script(alice, browser_of):
    client = browser_of(alice)
    english = client.get(reverse("service_worker")).text
    User.objects.update(language="zh-hans")
    assert client.get(reverse("service_worker")).text != english
