"""Every route has a policy; a route that is not listed here fails the tests."""

import re
import uuid

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from studio.generations.models import Generation
from tests.cast import run_of, same

pytestmark = pytest.mark.django_db

OPEN = {"healthz", "readyz", "offline", "service_worker", "setup", "set_language",
        "account_login", "account_logout", "account_signup", "account_inactive",
        "account_reset_password", "account_reset_password_done",
        "account_reset_password_from_key", "account_reset_password_from_key_done",
        "account_confirm_email", "account_email_verification_sent", "account_reauthenticate",
        "account_confirm_login_code"}  # fmt: skip
"""Anybody may come here; what they then may do is told by tests of their own."""

SIGNED_IN = {"studio", "runs", "run_events", "references", "draft", "draft_restore", "prompts", "pick",
             "reference_from_url", "gallery",
             "account", "account_delete", "account_email",
             "account_change_password", "account_set_password", "usersessions_list"}  # fmt: skip
"""Everybody who is signed in, with their own things."""

OWNERS = {"run_cancel", "run_again", "slot_retry", "reference_file"}
"""Only the person whose row it is."""

VISIBLE = {"run", "run_reuse", "image", "image_file", "reference_from_image"}
"""The owner, and the team when the row is the team's."""


def names(resolver: URLResolver | None = None) -> set[str]:
    found: set[str] = set()
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            found.add(entry.name or str(entry.pattern))
        elif entry.namespace != "admin":
            found |= names(entry)
    return found


def test_every_route_is_declared_here():
    assert names() == OPEN | SIGNED_IN | OWNERS | VISIBLE


def url(name: str, run: Generation) -> str:
    """The route's address for a run's things."""
    slot = run.images.get().pk
    arguments = {
        "run": [run.pk], "run_reuse": [run.pk], "run_cancel": [run.pk], "run_again": [run.pk], "slot_retry": [slot],
        "reference_file": [slot], "reference_from_image": [slot], "image": [slot], "image_file": [slot, "thumbnail"],
    }  # fmt: skip
    return reverse(name, args=arguments.get(name, []))


@pytest.mark.parametrize("name", sorted(SIGNED_IN | OWNERS | VISIBLE))
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_gets_in_without_signing_in(name, method, alice, browser_of):
    answer = getattr(browser_of(None), method)(url(name, run_of(alice)))
    assert answer.status_code in (302, 401, 405)
    if answer.status_code == 302:
        assert answer.url.startswith(reverse("account_login"))
    assert Generation.objects.count() == 1


@pytest.mark.parametrize("name", sorted(OWNERS | VISIBLE))
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_private_row_is_a_missing_row_to_everybody_else(name, method, alice, bob, charlie, browser_of):
    there = url(name, run_of(alice))
    missing = re.sub(r"\d+", str(10**9), there)
    for stranger in (bob, charlie):
        client = browser_of(stranger)
        data = {"submission": uuid.uuid4()} if method == "post" else {}
        answers = [getattr(client, method)(address, data) for address in (there, missing)]
        assert answers[0].status_code == answers[1].status_code
        assert answers[0].status_code in (404, 405)
        assert same(answers[0].text, there) == same(answers[1].text, missing)
    assert Generation.objects.count() == 1


def test_a_suspended_person_is_out_at_once(alice, browser_of):
    client = browser_of(alice)
    alice.is_active = False
    alice.save()
    assert client.get(reverse("studio")).status_code == 302


def test_the_admin_is_for_staff_and_shows_the_ledger_read_only(alice, browser_of):
    run = run_of(alice)
    change = reverse("admin:generations_generation_change", args=[run.pk])
    assert browser_of(alice).get(change).status_code == 302
    alice.is_staff = alice.is_superuser = True
    alice.save()
    client = browser_of(alice)
    assert client.get(change).status_code == 200
    assert client.post(change, {"prompt": "changed"}).status_code == 403
    assert client.get(reverse("admin:generations_generation_add")).status_code == 403
    assert client.post(reverse("admin:generations_generation_delete", args=[run.pk])).status_code == 403
