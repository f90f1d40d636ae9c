"""Every error below the API's addresses is JSON in the contract's format."""

import pytest
from django.test import Client, override_settings
from django.urls import path

from studio.urls import urlpatterns as real
from tests.api.client import error_of
from tests.api.reading import client_of
from tests.generations.finished_runs import finished_run

pytestmark = pytest.mark.django_db


def broken(request):
    raise RuntimeError


urlpatterns = [path("v1/broken", broken), *real]


@pytest.mark.parametrize(
    "address", ["/v1/nothing", "/v1/images/", "/v1/images/x", "/api/v3/nothing", "/v1/runs"]
)
def test_an_unknown_address_is_a_404(address, alice):
    assert error_of(client_of(alice).get(address)) == (404, "NotFound")


def test_a_character_that_cannot_be_read_is_a_400(alice):
    response = client_of(alice).get("/v1/images?q=%00")
    assert error_of(response) == (400, "InvalidParameter")
    assert response.json()["error"]["param"] == response["X-Request-ID"]


def test_a_missing_file_is_a_404(alice):
    image = finished_run(alice, 1).slots[0]
    assert error_of(client_of(alice).get(f"/v1/images/{image.pk}/file")) == (404, "NotFound")


def test_an_exception_in_the_studio_is_a_500(alice):
    client = client_of(alice)
    client.raise_request_exception = False
    with override_settings(ROOT_URLCONF=__name__):
        client.force_login(alice)
        assert error_of(client.get("/v1/broken")) == (500, "InternalServiceError")


def test_errors_of_pages_stay_html(alice, client_for):
    response = client_for(alice).get("/nothing/here/")
    assert (response.status_code, response["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert Client().get("/v1x/").headers["Content-Type"] != "application/json"
