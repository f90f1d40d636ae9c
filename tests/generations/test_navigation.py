"""The current section of the main navigation."""

from types import SimpleNamespace

import pytest
from django.test import RequestFactory

from studio.generations.context_processors import Frame


@pytest.mark.parametrize(
    ("route", "section"),
    [("studio", "studio"), ("gallery", "gallery"), ("image", "gallery"), ("trash", "gallery"), ("teams", "")],
)
def test_an_image_and_the_trash_belong_to_the_gallery(route, section):
    request = RequestFactory().get("/")
    request.resolver_match = SimpleNamespace(url_name=route)
    assert Frame(request).section == section


def test_an_error_page_belongs_to_no_section():
    assert Frame(RequestFactory().get("/nothing/")).section == ""
