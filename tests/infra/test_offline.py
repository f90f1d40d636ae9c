"""What a browser may cache for offline use."""

import re

import pytest
from django.urls import reverse

from studio.accounts.models import User

pytestmark = pytest.mark.django_db


def test_the_offline_page_is_the_same_for_everybody(client, alice, client_for):
    assert client.get(reverse("offline")).text == client_for(alice).get(reverse("offline")).text


def test_the_service_worker_caches_only_the_offline_page_and_its_files(client):
    response = client.get(reverse("service_worker"))
    assert response.headers["Content-Type"] == "text/javascript"
    cached = re.findall(r'"(/[^"]*)"', response.text.partition("FILES = ")[2].partition("\n")[0])
    assert cached[0] == reverse("offline")
    assert cached[1:]
    assert all(name.startswith("/static/") for name in cached[1:])


def test_the_service_worker_differs_by_language(alice, client_for):
    client = client_for(alice)
    english = client.get(reverse("service_worker")).text
    User.objects.update(language="zh-hans")
    assert client.get(reverse("service_worker")).text != english
