"""The pages of webhooks: who sees them, what they show and what their buttons do."""

import re

import pytest
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from studio.accounts.models import Notification
from studio.audit.models import AuditEntry
from studio.webhooks import signing
from studio.webhooks.delivery.sender import Response
from studio.webhooks.models import Delivery, Endpoint
from studio.webhooks.models.delivery import TEST
from tests.accounts.factories import access_key
from tests.webhooks.factories import URL, create_webhook, record_attempt

pytestmark = pytest.mark.django_db

FIELDS = {"url": URL, "events": ["run.ended", "image.approved"]}


def audit_entries() -> list[tuple[str, str]]:
    return list(AuditEntry.objects.filter(action__startswith="webhook").values_list("action", "actor_name"))


def post_action(client, endpoint, name, **fields):
    return client.post(reverse(f"webhook_{name}", args=[endpoint.pk]), fields)


def test_a_lead_adds_a_webhook_and_sees_its_secret_once(lena, team, client_for):
    page = client_for(lena).post(reverse("team_webhooks", args=[team.slug]), FIELDS)
    created = Endpoint.objects.get()
    assert (created.team, created.url, created.events) == (team, URL, FIELDS["events"])
    secret = signing.secret_of(created.nonce)
    assert secret in page.text
    assert page.headers["Cache-Control"].startswith("max-age=0")
    assert secret not in client_for(lena).get(created.get_absolute_url()).text
    assert audit_entries() == [("webhook.created", "Lena")]


def test_the_team_page_links_leads_to_webhooks_but_not_designers(lena, bob, team, client_for):
    path = reverse("team_webhooks", args=[team.slug])
    assert path in client_for(lena).get(team.get_absolute_url()).text
    assert path not in client_for(bob).get(team.get_absolute_url()).text
    assert client_for(bob).get(path).status_code == 404


def test_the_list_of_keys_links_to_the_webhooks_of_the_users_own_keys(alice, lena, team, client_for):
    path = reverse("key_webhooks", args=[access_key(alice, team).key.pk])
    assert path in client_for(alice).get(reverse("access_keys")).text
    assert path not in client_for(lena).get(team.get_absolute_url()).text


def test_only_the_owner_of_a_key_sees_its_webhooks(alice, bob, charlie, lena, team, client_for):
    key = access_key(alice, team).key
    path = reverse("key_webhooks", args=[key.pk])
    client_for(alice).post(path, FIELDS)
    created = Endpoint.objects.get(key=key)
    assert "https://hooks.example" in client_for(alice).get(path).text
    for user in (bob, charlie, lena):
        assert client_for(user).get(path).status_code == 404
        assert client_for(user).get(created.get_absolute_url()).status_code == 404
        assert post_action(client_for(user), created, "delete").status_code == 404


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "Enter the address"),
        ("http://hooks.example/", "must start with https://"),
        ("hooks.example", "not a valid address"),
        ("https://user:pass@hooks.example/", "not a valid address"),
        ("https://10.0.0.1/", "private address"),
        ("https://[::1]/", "private address"),
        (f"https://hooks.example/{'a' * 500}", "500"),
    ],
)
def test_an_invalid_address_is_explained_and_the_input_is_kept(lena, team, client_for, url, message):
    page = client_for(lena).post(
        reverse("team_webhooks", args=[team.slug]), {"url": url, "events": ["run.ended"]}
    )
    assert page.status_code == 422
    assert message in page.text
    assert f'value="{url}"' in page.text
    assert re.search(r'value="run.ended" checked', page.text)
    assert not Endpoint.objects.exists()


def test_a_webhook_without_events_is_refused(lena, team, client_for):
    page = client_for(lena).post(reverse("team_webhooks", args=[team.slug]), {"url": URL})
    assert page.status_code == 422
    assert "Choose at least one event" in page.text


def test_a_team_has_at_most_ten_webhooks(lena, team, client_for):
    for _number in range(10):
        create_webhook(team, lena)
    page = client_for(lena).post(reverse("team_webhooks", args=[team.slug]), FIELDS)
    assert (page.status_code, Endpoint.objects.count()) == (422, 10)
    assert "up to 10 webhooks" in page.text


def test_changing_the_address_is_audited_without_its_path(lena, endpoint, client_for):
    fields = {"url": "https://other.example/T0K3N", "events": ["run.ended"]}
    client_for(lena).post(endpoint.get_absolute_url(), fields)
    endpoint.refresh_from_db()
    assert (endpoint.url, endpoint.events) == (fields["url"], ["run.ended"])
    entry = AuditEntry.objects.get(action="webhook.changed")
    assert entry.after == {"address": "https://other.example", "events": ["run.ended"]}
    client_for(lena).post(endpoint.get_absolute_url(), fields)
    assert AuditEntry.objects.filter(action="webhook.changed").count() == 1


def test_a_rotated_secret_is_shown_once(lena, endpoint, client_for):
    page = post_action(client_for(lena), endpoint, "rotate")
    old = endpoint.nonce
    endpoint.refresh_from_db()
    assert endpoint.old_nonce == old
    assert signing.secret_of(endpoint.nonce) in page.text
    assert audit_entries()[-1] == ("webhook.secret_rotated", "Lena")


def test_a_disabled_webhook_sends_nothing_and_is_enabled_again(lena, endpoint, delivery, client_for):
    post_action(client_for(lena), endpoint, "switch")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == ("failed", "disabled")
    page = client_for(lena).get(endpoint.get_absolute_url()).text
    assert "Not delivered: the webhook was disabled." in page
    assert post_action(client_for(lena), endpoint, "test").status_code == 403
    post_action(client_for(lena), endpoint, "switch", is_enabled="1")
    endpoint.refresh_from_db()
    assert endpoint.is_enabled
    assert audit_entries()[-2:] == [("webhook.disabled", "Lena"), ("webhook.enabled", "Lena")]


def test_enabling_removes_the_notification(lena, delivery, client_for):
    record_attempt(delivery, Response(status=410))
    page = client_for(lena).get(reverse("notifications")).text
    assert "https://hooks.example was disabled: the receiver returned 410 Gone" in page
    post_action(client_for(lena), delivery.endpoint, "switch", is_enabled="1")
    assert not Notification.objects.exists()


def test_a_test_event_is_queued(lena, endpoint, client_for):
    for _click in range(2):
        post_action(client_for(lena), endpoint, "test")
    assert [one.type for one in Delivery.objects.all()] == [TEST, TEST]
    assert ProcrastinateJob.objects.filter(task_name="studio.webhooks").count() == 2


def test_the_log_shows_the_outcome_of_each_event(lena, delivery, client_for):
    record_attempt(delivery, Response(status=503, text="<b>down</b>", milliseconds=37))
    page = client_for(lena).get(delivery.endpoint.get_absolute_url()).text
    for message in ("Retrying", "The receiver returned 503.", "HTTP 503 · 37 ms · 1 attempt", "Next attempt"):
        assert message in page
    assert "&lt;b&gt;down&lt;/b&gt;" in page
    assert str(delivery.event_id) in page
    assert "&quot;type&quot;: &quot;run.ended&quot;" in page


@pytest.mark.parametrize("response", [Response(status=204), Response(error="too_slow"), Response(status=302)])
def test_an_event_is_sent_again_with_the_same_id(lena, delivery, client_for, response):
    event_id = record_attempt(delivery, response).event_id
    path = reverse("webhook_redeliver", args=[delivery.endpoint_id, delivery.pk])
    assert client_for(lena).post(path).status_code == 302
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.event_id) == ("pending", 0, event_id)
    assert Delivery.objects.due().count() == 1
    assert ProcrastinateJob.objects.filter(task_name="studio.webhooks").exists()


def test_a_delivery_of_another_webhook_is_not_sent_again(lena, team, delivery, client_for):
    other = create_webhook(team, lena).endpoint
    path = reverse("webhook_redeliver", args=[other.pk, delivery.pk])
    assert client_for(lena).post(path).status_code == 404


def test_deleting_a_webhook_deletes_its_log(lena, delivery, client_for):
    post_action(client_for(lena), delivery.endpoint, "delete")
    assert not Endpoint.objects.exists()
    assert not Delivery.objects.exists()
    assert audit_entries()[-1] == ("webhook.deleted", "Lena")


def test_a_long_log_is_paginated(lena, endpoint, delivery, client_for):
    Delivery.objects.bulk_create(
        Delivery(
            endpoint=endpoint, type="run.ended", object_id=number, occurrence="failed", payload="{}",
            state="delivered",
        )
        for number in range(2, 33)
    )  # fmt: skip
    first = client_for(lena).get(endpoint.get_absolute_url()).text
    older = re.search(r'href="([^"]+before=[^"]+)"', first)
    assert first.count("<details>") == 30
    assert client_for(lena).get(older[1]).text.count("<details>") == 2
