"""The price page: new prices apply from a given day on, past prices cannot be changed."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from studio.audit.models import AuditEntry
from studio.budgets.models import Price
from studio.budgets.prices import current_price
from tests.accounts.factories import auditor

pytestmark = pytest.mark.django_db

PAGE = "/administration/prices/"
MODEL = ("sandbox", "doubao-seedream-4.5")


def day(days: int) -> str:
    return str(timezone.localdate() + timedelta(days=days))


def post(client, price: str, valid_from: str = ""):
    return client.post(PAGE, {"model": " ".join(MODEL), "price": price, "valid_from": valid_from})


def test_a_new_price_applies_from_now_on(root, client_for):
    client = client_for(root)
    assert post(client, "0.3").url == PAGE
    assert current_price(*MODEL) == 300_000
    assert "<b>CN¥0.30</b> per image now" in client.get(PAGE).text


def test_the_model_in_use_is_listed_and_offered_first(root, client_for):
    client = client_for(root)
    client.post(PAGE, {"model": "ark doubao-seedream-4.0", "price": "0.1"})
    client.post(PAGE, {"model": "sandbox doubao-seedream-4.0", "price": "0.2"})
    page = client.get(PAGE).text
    order = ["sandbox · Seedream 4.5", "sandbox · Seedream 4.0", "ark · Seedream 4.0"]
    assert sorted(order, key=page.index) == order
    options = re.findall(r'<option value="([^"]+)"', page)
    assert options[0] == " ".join(MODEL)
    assert options.index("sandbox doubao-seedream-4.0") < options.index("ark doubao-seedream-4.5")


def test_a_planned_price_is_listed_and_does_not_apply_yet(root, client_for):
    client = client_for(root)
    post(client, "0.2")
    page = client.post(
        PAGE, {"model": " ".join(MODEL), "price": "0.9", "valid_from": day(3)}, follow=True
    ).text
    assert current_price(*MODEL) == 200_000
    assert "Planned" in page
    assert page.index("CN¥0.90</td>") < page.index("CN¥0.20</td>")


def test_each_model_has_its_own_price(root, client_for):
    client = client_for(root)
    post(client, "0.3")
    client.post(PAGE, {"model": "ark doubao-seedream-5.0-pro", "price": "0.84"})
    assert current_price(*MODEL) == 300_000
    assert current_price("ark", "doubao-seedream-5.0-pro") == 840_000
    assert "ark · Seedream 5.0 Pro" in client.get(PAGE).text


def test_a_model_that_a_provider_does_not_offer_has_no_price_there(root, client_for):
    response = client_for(root).post(PAGE, {"model": "modelverse doubao-seedream-4.0", "price": "0.3"})
    assert (response.status_code, Price.objects.count()) == (422, 0)


def test_a_past_day_is_refused_and_the_input_is_kept(root, client_for):
    response = post(client_for(root), "0.3", day(-1))
    assert response.status_code == 422
    assert "Prices of the past cannot be changed." in response.text
    assert 'value="0.3"' in response.text
    assert not Price.objects.exists()


def test_a_second_price_for_the_same_day_is_refused(root, client_for):
    client = client_for(root)
    post(client, "0.3", day(2))
    response = post(client, "0.4", day(2))
    assert (response.status_code, Price.objects.count()) == (422, 1)
    assert "There is already a price from this day on." in response.text


@pytest.mark.parametrize("price", ["", "-1", "a lot", "0.1234567", "NaN", "1e400", "0,25", "1,500"])
def test_an_invalid_price_is_refused(root, client_for, price):
    assert post(client_for(root), price).status_code == 422
    assert not Price.objects.exists()


def test_a_price_can_be_below_the_smallest_currency_unit(root, client_for, settings):
    settings.CURRENCY = "JPY"
    client = client_for(root)
    post(client, "0.25")
    assert "JP¥0.25" in client.get(PAGE).text


def test_a_price_leaves_one_entry_in_the_audit_log(root, client_for):
    post(client_for(root), "0.3")
    entry = AuditEntry.objects.get(action="price.added")
    assert entry.actor_id == root.pk
    assert (entry.after["provider"], entry.after["micros"]) == ("sandbox", 300_000)


def test_an_auditor_reads_the_prices_and_has_no_form(client_for):
    page = client_for(auditor()).get(PAGE).text
    assert "per image now" in page
    assert "Add price" not in page
