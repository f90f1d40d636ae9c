"""NUL gets no further than the first middleware that reads a request, wherever it hides."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

pytestmark = pytest.mark.django_db

SENTENCE = "a character that cannot be stored"


def test_in_the_address_of_a_page(alice, browser_of):
    client = browser_of(alice)
    for path in ("/join/%00/", "/?sample=%00", "/gallery/?q=a%00b", "/gallery/?%00=1", "/runs/?of=%00"):
        answer = client.get(path)
        assert (answer.status_code, SENTENCE in answer.text) == (400, True), path


def test_in_any_field_of_a_form(alice, browser_of):
    client = browser_of(alice)
    for route, form in {
        "images_tag": {"tag": "a\0"}, "searches": {"name": "a", "query": "q=%00"}, "draft": {"prompt": "\0"},
        "account": {"name": "\0"}, "workspace": {"team": "\0"}, "account_email": {"password": "\0"},
        "images_trash": {"all": "q=%00"}, "notifications_read": {"\0": "1"},
    }.items():  # fmt: skip
        answer = client.post(reverse(route), form)
        assert (answer.status_code, SENTENCE in answer.text) == (400, True), route


def test_before_somebody_has_signed_in(client, db):
    assert client.post(reverse("account_login"), {"login": "\0", "password": "x"}).status_code == 400


def test_in_the_name_of_a_file(alice, browser_of):
    file = SimpleUploadedFile("vase.jpg", b"x")
    answer = browser_of(alice).post(reverse("references"), {"file": file, "\0": "x"})
    assert answer.status_code == 400


@pytest.mark.parametrize("cookie", ["sessionid", "django_language", "anything"])
def test_in_a_cookie_where_quotes_hide_it(cookie, client, db):
    assert client.get("/account/login/", HTTP_COOKIE=f'{cookie}="\\000"').status_code == 400


def test_the_sentence_is_in_the_readers_language(client, db):
    answer = client.get("/account/login/?next=%00", HTTP_ACCEPT_LANGUAGE="zh-hans")
    assert "无法保存的字符" in answer.text
