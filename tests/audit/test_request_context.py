"""Each response has a request ID, and an audit entry has the client address and the ID of its request."""

import pytest
from django.urls import reverse

from studio.audit import request_context
from studio.audit.actions import Action
from tests.audit.entries import only_entry
from tests.fixtures import create_user

pytestmark = pytest.mark.django_db


def test_each_response_has_its_own_request_id(client_for):
    client = client_for(None)
    first, second = (client.get("/nowhere/", headers={"X-Request-ID": "mine"}) for _ in range(2))
    ids = {first.headers["X-Request-ID"], second.headers["X-Request-ID"]}
    assert len(ids - {"mine"}) == 2


def test_an_entry_has_the_address_and_the_id_of_its_request(client_for, charlie):
    administrator = create_user("Ada")
    administrator.is_superuser = True
    administrator.save()
    suspend = reverse("person_suspend", args=[charlie.pk])
    response = client_for(administrator).post(suspend, REMOTE_ADDR="192.0.2.7")
    entry = only_entry(Action.SUSPENDED)
    assert entry.address == "192.0.2.7"
    assert entry.request_id == response.headers["X-Request-ID"]


def test_the_context_is_reset_after_a_request(client_for):
    client_for(None).get("/nowhere/")
    assert request_context.current() == request_context.RequestContext()


def test_an_unknown_client_address_is_none(rf):
    assert request_context.client_address(rf.get("/", REMOTE_ADDR="")) is None
