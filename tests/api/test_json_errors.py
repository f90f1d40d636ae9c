"""Whatever goes wrong below the API's addresses, the answer is JSON in the contract's shape."""

import pytest
from django.test import Client, override_settings
from django.urls import path

from studio.urls import urlpatterns as real
from tests.api.client import error_of
from tests.api.reading import client_of
from tests.generations.finished_runs import finished

pytestmark = pytest.mark.django_db


def broken(request):
    raise RuntimeError


urlpatterns = [path("v1/broken", broken), *real]


@pytest.mark.parametrize(
    "address", ["/v1/nothing", "/v1/images/", "/v1/images/x", "/api/v3/nothing", "/v1/runs"]
)
def test_an_unknown_address(address, alice):
    assert error_of(client_of(alice).get(address)) == (404, "NotFound")


def test_a_character_that_cannot_be_read(alice):
    answer = client_of(alice).get("/v1/images?q=%00")
    assert error_of(answer) == (400, "InvalidParameter")
    assert answer.json()["error"]["param"] == answer["X-Request-ID"]


def test_a_file_that_is_gone(alice):
    image = finished(alice, 1).slots[0]
    assert error_of(client_of(alice).get(f"/v1/images/{image.pk}/file")) == (404, "NotFound")


def test_a_mistake_of_the_studio(alice):
    client = client_of(alice)
    client.raise_request_exception = False
    with override_settings(ROOT_URLCONF=__name__):
        client.force_login(alice)
        assert error_of(client.get("/v1/broken")) == (500, "InternalServiceError")


def test_pages_stay_pages(alice, browser_of):
    answer = browser_of(alice).get("/nothing/here/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert Client().get("/v1x/").headers["Content-Type"] != "application/json"
