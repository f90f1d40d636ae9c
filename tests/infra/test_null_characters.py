"""NUL anywhere in a request is refused by the first middleware that reads it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from studio.generations.models import Upload
from tests.fixtures import image_bytes

pytestmark = pytest.mark.django_db

MESSAGE = "a character that cannot be stored"


def test_nul_in_the_url_of_a_page_is_refused(alice, client_for):
    client = client_for(alice)
    for path in ("/join/%00/", "/?sample=%00", "/gallery/?q=a%00b", "/gallery/?%00=1", "/runs/?of=%00"):
        response = client.get(path)
        assert (response.status_code, MESSAGE in response.text) == (400, True), path


def test_nul_in_any_field_of_a_form_is_refused(alice, client_for):
    client = client_for(alice)
    for route, form in {
        "images_tag": {"tag": "a\0"}, "searches": {"name": "a", "query": "q=%00"}, "draft": {"prompt": "\0"},
        "account": {"name": "\0"}, "workspace": {"team": "\0"}, "account_email": {"password": "\0"},
        "images_trash": {"all": "q=%00"}, "notifications_read": {"\0": "1"},
    }.items():  # fmt: skip
        response = client.post(reverse(route), form)
        assert (response.status_code, MESSAGE in response.text) == (400, True), route


def test_nul_is_refused_before_signing_in(client, db):
    assert client.post(reverse("account_login"), {"login": "\0", "password": "x"}).status_code == 400


def test_nul_in_the_form_of_an_upload_is_refused(alice, client_for):
    file = SimpleUploadedFile("vase.jpg", b"x")
    response = client_for(alice).post(reverse("references"), {"file": file, "\0": "x"})
    assert response.status_code == 400


def test_nul_is_removed_from_the_name_of_an_uploaded_file(alice, client_for):
    file = SimpleUploadedFile("vase\0.jpg", image_bytes())
    assert client_for(alice).post(reverse("references"), {"file": file}).status_code == 200
    assert Upload.objects.get().name == "vase.jpg"


@pytest.mark.parametrize("cookie", ["sessionid", "django_language", "anything"])
def test_nul_escaped_in_a_quoted_cookie_is_refused(cookie, client, db):
    assert client.get("/account/login/", HTTP_COOKIE=f'{cookie}="\\000"').status_code == 400


def test_the_message_is_in_the_readers_language(client, db):
    response = client.get("/account/login/?next=%00", HTTP_ACCEPT_LANGUAGE="zh-hans")
    assert "无法保存的字符" in response.text
