"""`GET /v1/usage`: what was made and spent by the key's owner, and what is left."""

import pytest
from django.utils import timezone

from studio.accounts.models import Membership, Role, User
from studio.budgets.limits import set_budget
from tests.api.client import error_of
from tests.api.reading import client_of
from tests.generations.finished_runs import finished_run

pytestmark = pytest.mark.django_db


def usage(client, **query):
    response = client.get("/v1/usage", query)
    assert response.status_code == 200, response.text
    return response.json()


def total(client, **query) -> int:
    """Images of the only currency."""
    (found,) = usage(client, **query)["totals"]
    return found["images"]


def test_it_sums_up_this_month_by_day_and_workspace(alice, team):
    finished_run(alice, 2)
    finished_run(alice, 1, team=team)
    found = usage(client_of(alice))
    today = timezone.localdate()
    assert (found["from"], found["to"]) == (today.replace(day=1).isoformat(), today.isoformat())
    assert found["totals"] == [
        {
            "runs": 2,
            "images": 3,
            "tokens": 49_152,
            "cost": {"amount": "0.75", "currency": "CNY"},
            "is_practice": True,
        }
    ]
    assert [(one["day"], one["team"], one["images"]) for one in found["days"]] == [
        (today.isoformat(), None, 2), (today.isoformat(), "brand-studio", 1),
    ]  # fmt: skip


def test_it_is_filtered_by_workspace_and_days(alice, team):
    finished_run(alice, 2)
    finished_run(alice, 1, team=team)
    client = client_of(alice)
    assert (total(client, team="private"), total(client, team="brand-studio")) == (2, 1)
    assert total(client, **{"from": "2020-01-01", "to": "2020-01-31"}) == 0


def test_a_team_key_reads_only_that_team(alice, team):
    finished_run(alice, 2)
    finished_run(alice, 1, team=team)
    client = client_of(alice, team)
    assert total(client) == total(client, team="brand-studio") == 1
    assert error_of(client.get("/v1/usage?team=private")) == (404, "NotFound")


def test_only_leads_see_the_usage_of_others(alice, bob, team):
    finished_run(alice, 2, team=team)
    finished_run(bob, 1, team=team)
    assert total(client_of(bob)) == 1
    assert error_of(client_of(bob).get("/v1/usage?view=teams")) == (404, "NotFound")
    Membership.objects.filter(user=bob).update(role=Role.LEAD)
    assert total(client_of(User.objects.get(pk=bob.pk)), view="teams") == 3


def test_it_says_what_is_left_of_the_budgets_and_of_the_key_s_limit(alice, team):
    set_budget(team, 1_000_000)
    finished_run(alice, 1, team=team)
    found = usage(client_of(alice, team, images_per_month=10))
    own, teams = found["budgets"]
    assert (own["team"], own["limit"], own["left"]) == (None, None, None)
    assert (teams["team"], teams["spent"]["amount"], teams["left"]["amount"]) == (
        "brand-studio",
        "0.25",
        "0.75",
    )
    key = found["key"]
    assert (key["name"], key["images_this_month"], key["images_per_month"]) == ("Scripts", 0, 10)


@pytest.mark.parametrize("query", [{"view": "all"}, {"from": "soon"}, {"month": "1"}], ids=str)
def test_an_invalid_parameter_is_refused(query, alice):
    assert error_of(client_of(alice).get("/v1/usage", query)) == (400, "InvalidParameter")
