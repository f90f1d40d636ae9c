"""The budget pages: the limits of teams and people, and what is left of them."""

import pytest

from studio.accounts.models import Team
from studio.audit.models import AuditEntry
from studio.budgets.limits import set_budget
from studio.budgets.models import Budget, BudgetPeriod
from studio.budgets.periods import open_period, this_month
from studio.budgets.status import status_of
from tests.accounts.factories import auditor, lead_of

pytestmark = pytest.mark.django_db

LIST = "/administration/budgets/"
YUAN = 1_000_000


def budget_url(subject) -> str:
    return f"{LIST}teams/{subject.slug}/" if isinstance(subject, Team) else f"{LIST}people/{subject.pk}/"


def set_period_amounts(subject, **amounts: int) -> None:
    """Sets what the subject has spent and reserved this month."""
    period = open_period(subject, month=this_month(), currency="CNY", is_sandbox=True)
    BudgetPeriod.objects.filter(pk=period.pk).update(**amounts)


def audit_entries() -> list[tuple[dict | None, dict | None]]:
    return list(AuditEntry.objects.filter(action="budget.changed").values_list("before", "after"))


def test_a_team_gets_a_budget(root, team, client_for):
    assert client_for(root).post(budget_url(team), {"amount": "50", "is_hard": "1"}).url == LIST
    budget = Budget.objects.get()
    assert (budget.team, budget.micros, budget.is_hard) == (team, 50 * YUAN, True)
    assert audit_entries() == [({"limit": None, "is_hard": False}, {"limit": 50 * YUAN, "is_hard": True})]


def test_a_budget_set_later_counts_what_was_spent_before(root, alice, client_for):
    set_period_amounts(alice, spent=8 * YUAN, reserved=2 * YUAN)
    client = client_for(root)
    client.post(budget_url(alice), {"amount": "40", "is_hard": "0"})
    page = client.get(budget_url(alice)).text
    assert "<b>CN¥10.00</b> of CN¥40.00" in page
    assert "CN¥30.00 left" in page
    assert "CN¥2.00 reserved for open runs" in page
    assert "Warning only" in page


def test_a_budget_is_raised_for_this_month_only(root, alice, client_for):
    set_budget(alice, 10 * YUAN)
    client_for(root).post(budget_url(alice), {"amount": "10", "is_hard": "1", "extra": "5"})
    assert status_of(alice).limit == 15 * YUAN
    assert Budget.objects.get().micros == 10 * YUAN
    assert audit_entries() == [({"extra": 0}, {"extra": 5 * YUAN})]


def test_a_raise_can_be_removed(root, alice, client_for):
    client = client_for(root)
    client.post(budget_url(alice), {"amount": "10", "is_hard": "1", "extra": "5"})
    client.post(budget_url(alice), {"amount": "10", "is_hard": "1", "extra": ""})
    assert status_of(alice).limit == 10 * YUAN


def test_an_empty_amount_removes_the_budget(root, alice, client_for):
    set_budget(alice, 10 * YUAN)
    client_for(root).post(budget_url(alice), {"amount": "", "is_hard": "1"})
    assert not Budget.objects.exists()
    assert status_of(alice).limit is None


def test_saving_without_a_change_leaves_no_entry(root, alice, client_for):
    set_budget(alice, 10 * YUAN)
    response = client_for(root).post(budget_url(alice), {"amount": "10.00", "is_hard": "1"}, follow=True)
    assert "Nothing has changed." in response.text
    assert audit_entries() == []


@pytest.mark.parametrize(
    ("currency", "amount", "message"),
    [
        ("CNY", "1.234", "CNY has up to 2 decimals."),
        ("JPY", "1.5", "JPY has no decimals."),
        ("CNY", "-1", "greater than or equal to 0"),
        ("CNY", "much", "Enter a number."),
    ],
)
def test_an_invalid_amount_is_refused_and_the_input_is_kept(
    root, alice, client_for, settings, currency, amount, message
):
    settings.CURRENCY = currency
    response = client_for(root).post(budget_url(alice), {"amount": amount, "is_hard": "0"})
    assert response.status_code == 422
    assert message in response.text
    assert f'value="{amount}"' in response.text
    assert not Budget.objects.exists()


def test_a_raise_needs_a_budget(root, alice, client_for):
    response = client_for(root).post(budget_url(alice), {"amount": "", "is_hard": "1", "extra": "5"})
    assert response.status_code == 422
    assert "Without a budget there is nothing to add to." in response.text


def test_teams_and_people_with_a_budget_come_first(root, alice, team, bob, client_for):
    set_budget(bob, 10 * YUAN)
    client = client_for(root)
    assert "Brand Studio" in client.get(LIST).text
    page = client.get(f"{LIST}?of=people").text
    assert page.index("<strong>Bob</strong>") < page.index("<strong>Alice</strong>")


def test_a_search_finds_a_person_by_their_email_address(root, alice, team, bob, client_for):
    page = client_for(root).get(f"{LIST}?of=people&q=bob@").text
    assert "<strong>Bob</strong>" in page
    assert "<strong>Alice</strong>" not in page


def test_members_see_the_budget_of_their_team_and_cannot_change_it(alice, team, client_for):
    client = client_for(alice)
    assert "Budget this month" not in client.get(team.get_absolute_url()).text
    set_budget(team, 50 * YUAN)
    page = client.get(team.get_absolute_url()).text
    assert "<b>CN¥0.00</b> of CN¥50.00" in page
    assert "Change budget" not in page


def test_an_administrator_sets_the_budget_of_a_person_on_their_page(root, alice, client_for):
    client = client_for(root)
    assert f'action="{budget_url(alice)}"' in client.get(f"/people/{alice.pk}/").text
    response = client.post(budget_url(alice), {"amount": "20", "is_hard": "1", "back": "1"})
    assert response.url == f"/people/{alice.pk}/"
    assert "of CN¥20.00" in client.get(response.url).text


def test_a_lead_cannot_change_the_budget_of_the_team(team, client_for):
    lead = lead_of(team)
    assert client_for(lead).post(budget_url(team), {"amount": "1000"}).status_code == 404
    assert not Budget.objects.exists()


def test_an_auditor_has_read_only_access(alice, client_for):
    client = client_for(auditor())
    assert "Auditors have read-only access." in client.get(budget_url(alice)).text
    assert client.post(budget_url(alice), {"amount": "1"}).status_code == 403


def test_the_list_takes_few_queries(root, team, client_for, django_assert_max_num_queries):
    for number in range(20):
        set_budget(Team.objects.create(name=f"Team {number}", slug=f"team-{number}"), YUAN)
    client = client_for(root)
    client.get(LIST)
    with django_assert_max_num_queries(13):
        client.get(LIST)
