"""Messages of the server: what was done, and Undo where it is possible."""

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.urls import reverse

pytestmark = pytest.mark.django_db


def toasts(*messages: Message) -> str:
    return render_to_string("components/toasts.html", {"messages": messages})


def test_a_message_is_a_toast_that_can_be_dismissed():
    page = toasts(Message(constants.SUCCESS, "Saved."))
    assert "<span>Saved.</span>" in page
    assert "<form" not in page
    assert page.count("data-toast-close") == 2, "its own, and the one of the template"


def test_a_message_with_an_address_can_be_undone_without_a_script():
    page = toasts(Message(constants.SUCCESS, "Moved.", extra_tags="/trash/7/restore/"))
    assert '<form method="post" action="/trash/7/restore/">' in page


def test_a_message_is_shown_once(alice, client_for):
    client = client_for(alice)
    form = {"name": "Alice", "language": "", "time_zone": ""}
    assert "Saved." in client.post(reverse("account"), form, follow=True).text
    assert "Saved." not in client.get(reverse("account")).text
