"""The pages of webhooks: who sees them, what they show and what their buttons do."""

import re

import pytest
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from studio.accounts.models import Notification
from studio.audit.models import AuditEntry
from studio.webhooks import signing
from studio.webhooks.delivery.sender import Answer
from studio.webhooks.models import Delivery, Endpoint
from studio.webhooks.models.delivery import TEST
from tests.accounts.factories import access_key
from tests.webhooks.factories import URL, answered, webhook

pytestmark = pytest.mark.django_db

FIELDS = {"url": URL, "events": ["run.ended", "image.approved"]}


def audited() -> list[tuple[str, str]]:
    return list(AuditEntry.objects.filter(action__startswith="webhook").values_list("action", "actor_name"))


def do(client, endpoint, name, **fields):
    return client.post(reverse(f"webhook_{name}", args=[endpoint.pk]), fields)


def test_a_lead_adds_a_webhook_and_sees_its_secret_once(lena, team, browser_of):
    page = browser_of(lena).post(reverse("team_webhooks", args=[team.slug]), FIELDS)
    made = Endpoint.objects.get()
    assert (made.team, made.url, made.events) == (team, URL, FIELDS["events"])
    secret = signing.secret_of(made.nonce)
    assert secret in page.text
    assert page.headers["Cache-Control"].startswith("max-age=0")
    assert secret not in browser_of(lena).get(made.get_absolute_url()).text
    assert audited() == [("webhook.created", "Lena")]


def test_the_team_page_leads_a_lead_there_and_a_designer_not(lena, bob, team, browser_of):
    address = reverse("team_webhooks", args=[team.slug])
    assert address in browser_of(lena).get(team.get_absolute_url()).text
    assert address not in browser_of(bob).get(team.get_absolute_url()).text
    assert browser_of(bob).get(address).status_code == 404


def test_the_list_of_keys_leads_to_the_webhooks_of_ones_own(alice, lena, team, browser_of):
    address = reverse("key_webhooks", args=[access_key(alice, team).key.pk])
    assert address in browser_of(alice).get(reverse("access_keys")).text
    assert address not in browser_of(lena).get(team.get_absolute_url()).text


def test_alice_has_webhooks_of_her_key_and_nobody_else_sees_them(alice, bob, charlie, lena, team, browser_of):
    key = access_key(alice, team).key
    address = reverse("key_webhooks", args=[key.pk])
    browser_of(alice).post(address, FIELDS)
    made = Endpoint.objects.get(key=key)
    assert "https://hooks.example" in browser_of(alice).get(address).text
    for somebody in (bob, charlie, lena):
        assert browser_of(somebody).get(address).status_code == 404
        assert browser_of(somebody).get(made.get_absolute_url()).status_code == 404
        assert do(browser_of(somebody), made, "delete").status_code == 404


@pytest.mark.parametrize(
    ("url", "said"),
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
def test_a_bad_address_is_explained_and_nothing_typed_is_lost(lena, team, browser_of, url, said):
    page = browser_of(lena).post(
        reverse("team_webhooks", args=[team.slug]), {"url": url, "events": ["run.ended"]}
    )
    assert page.status_code == 422
    assert said in page.text
    assert f'value="{url}"' in page.text
    assert re.search(r'value="run.ended" checked', page.text)
    assert not Endpoint.objects.exists()


def test_a_webhook_without_events_is_refused(lena, team, browser_of):
    page = browser_of(lena).post(reverse("team_webhooks", args=[team.slug]), {"url": URL})
    assert page.status_code == 422
    assert "Choose at least one event" in page.text


def test_there_are_at_most_ten(lena, team, browser_of):
    for _number in range(10):
        webhook(team, lena)
    page = browser_of(lena).post(reverse("team_webhooks", args=[team.slug]), FIELDS)
    assert (page.status_code, Endpoint.objects.count()) == (422, 10)
    assert "up to 10 webhooks" in page.text


def test_an_address_is_changed_and_the_audit_log_names_no_path(lena, endpoint, browser_of):
    fields = {"url": "https://other.example/T0K3N", "events": ["run.ended"]}
    browser_of(lena).post(endpoint.get_absolute_url(), fields)
    endpoint.refresh_from_db()
    assert (endpoint.url, endpoint.events) == (fields["url"], ["run.ended"])
    entry = AuditEntry.objects.get(action="webhook.changed")
    assert entry.after == {"address": "https://other.example", "events": ["run.ended"]}
    browser_of(lena).post(endpoint.get_absolute_url(), fields)
    assert AuditEntry.objects.filter(action="webhook.changed").count() == 1


def test_a_rotated_secret_is_shown_once(lena, endpoint, browser_of):
    page = do(browser_of(lena), endpoint, "rotate")
    old = endpoint.nonce
    endpoint.refresh_from_db()
    assert endpoint.old_nonce == old
    assert signing.secret_of(endpoint.nonce) in page.text
    assert audited()[-1] == ("webhook.secret_rotated", "Lena")


def test_a_disabled_webhook_sends_nothing_and_is_enabled_again(lena, endpoint, delivery, browser_of):
    do(browser_of(lena), endpoint, "switch")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == ("failed", "disabled")
    page = browser_of(lena).get(endpoint.get_absolute_url()).text
    assert "Not delivered: the webhook was disabled." in page
    assert do(browser_of(lena), endpoint, "test").status_code == 403
    do(browser_of(lena), endpoint, "switch", is_enabled="1")
    endpoint.refresh_from_db()
    assert endpoint.is_enabled
    assert audited()[-2:] == [("webhook.disabled", "Lena"), ("webhook.enabled", "Lena")]


def test_enabling_takes_back_the_notification(lena, delivery, browser_of):
    answered(delivery, Answer(status=410))
    page = browser_of(lena).get(reverse("notifications")).text
    assert "https://hooks.example was disabled: the receiver answered 410 Gone" in page
    do(browser_of(lena), delivery.endpoint, "switch", is_enabled="1")
    assert not Notification.objects.exists()


def test_a_test_event_is_queued(lena, endpoint, browser_of):
    for _click in range(2):
        do(browser_of(lena), endpoint, "test")
    assert [one.type for one in Delivery.objects.all()] == [TEST, TEST]
    assert ProcrastinateJob.objects.filter(task_name="studio.webhooks").count() == 2


def test_the_log_says_what_became_of_each_event(lena, delivery, browser_of):
    answered(delivery, Answer(status=503, text="<b>down</b>", milliseconds=37))
    page = browser_of(lena).get(delivery.endpoint.get_absolute_url()).text
    for said in ("Retrying", "The receiver answered 503.", "HTTP 503 · 37 ms · 1 attempt", "Next attempt"):
        assert said in page
    assert "&lt;b&gt;down&lt;/b&gt;" in page
    assert str(delivery.event_id) in page
    assert "&quot;type&quot;: &quot;run.ended&quot;" in page


@pytest.mark.parametrize("answer", [Answer(status=204), Answer(error="too_slow"), Answer(status=302)])
def test_an_event_is_sent_again_with_the_same_id(lena, delivery, browser_of, answer):
    event = answered(delivery, answer).event_id
    address = reverse("webhook_redeliver", args=[delivery.endpoint_id, delivery.pk])
    assert browser_of(lena).post(address).status_code == 302
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.event_id) == ("pending", 0, event)
    assert Delivery.objects.due().count() == 1
    assert ProcrastinateJob.objects.filter(task_name="studio.webhooks").exists()


def test_a_delivery_of_another_webhook_is_not_sent_again(lena, team, delivery, browser_of):
    other = webhook(team, lena).endpoint
    address = reverse("webhook_redeliver", args=[other.pk, delivery.pk])
    assert browser_of(lena).post(address).status_code == 404


def test_a_deleted_webhook_is_gone_with_its_log(lena, delivery, browser_of):
    do(browser_of(lena), delivery.endpoint, "delete")
    assert not Endpoint.objects.exists()
    assert not Delivery.objects.exists()
    assert audited()[-1] == ("webhook.deleted", "Lena")


def test_a_long_log_has_pages(lena, endpoint, delivery, browser_of):
    Delivery.objects.bulk_create(
        Delivery(
            endpoint=endpoint, type="run.ended", thing=number, occurrence="failed", payload="{}",
            state="delivered",
        )
        for number in range(2, 33)
    )  # fmt: skip
    first = browser_of(lena).get(endpoint.get_absolute_url()).text
    older = re.search(r'href="([^"]+before=[^"]+)"', first)
    assert first.count("<details>") == 30
    assert browser_of(lena).get(older[1]).text.count("<details>") == 2
