"""Every answer names its request, and an entry says from where and in which request it was made."""

import pytest
from django.urls import reverse

from studio.audit import request_context
from studio.audit.actions import Action
from tests.audit.entries import only
from tests.fixtures import person

pytestmark = pytest.mark.django_db


def test_each_answer_has_a_request_id_of_its_own(browser_of):
    client = browser_of(None)
    first, second = (client.get("/nowhere/", headers={"X-Request-ID": "mine"}) for _ in range(2))
    ids = {first.headers["X-Request-ID"], second.headers["X-Request-ID"]}
    assert len(ids - {"mine"}) == 2


def test_an_entry_has_the_address_and_the_id_of_its_request(browser_of, charlie):
    administrator = person("Ada")
    administrator.is_superuser = True
    administrator.save()
    suspend = reverse("person_suspend", args=[charlie.pk])
    answer = browser_of(administrator).post(suspend, REMOTE_ADDR="192.0.2.7")
    entry = only(Action.SUSPENDED)
    assert entry.address == "192.0.2.7"
    assert entry.request_id == answer.headers["X-Request-ID"]


def test_nothing_of_a_request_stays_behind(browser_of):
    browser_of(None).get("/nowhere/")
    assert request_context.current() == request_context.RequestContext()


def test_an_address_that_the_server_does_not_know_is_left_out(rf):
    assert request_context.client_address(rf.get("/", REMOTE_ADDR="")) is None
