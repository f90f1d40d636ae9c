"""The cost estimate: what a run costs at most, and what it leaves of the person's budget and of the team's."""

import json
import re
import uuid
from html import unescape

import pytest

from studio.budgets.limits import set_budget
from studio.budgets.models import BudgetPeriod
from studio.budgets.periods import open_period, this_month
from studio.generations.composer.cost_estimate import cost_estimate, live_estimate
from studio.generations.live.subscription import Subscription
from studio.provider.models import DEFAULT_MODEL
from tests.fixtures import create_run

pytestmark = pytest.mark.django_db

YUAN = 1_000_000
RATIO = {"size_mode": "ratio", "size": "2048x2048", "group": "disabled", "max_images": 4}
GROUP = RATIO | {"group": "auto"}


def set_spent(subject, amount: int) -> None:
    period = open_period(subject, month=this_month(), currency="CNY", is_sandbox=True)
    BudgetPeriod.objects.filter(pk=period.pk).update(spent=amount)


def estimate(alice, team=None, fields=RATIO):
    return cost_estimate(fields, by=alice, team=team)


def test_every_number_of_images_has_its_price(alice):
    quotes = estimate(alice).by_model[DEFAULT_MODEL.name]
    assert [quote.money for quote in quotes[:3]] == ["CN¥0.25", "CN¥0.50", "CN¥0.75"]
    assert len(quotes) == 15
    assert not estimate(alice).has_budgets


def test_the_estimate_says_what_both_budgets_have_left_after_the_run(alice, team):
    set_budget(alice, 10 * YUAN)
    set_budget(team, 50 * YUAN)
    set_spent(alice, 2 * YUAN)
    assert estimate(alice, team, GROUP).quote.left == "You CN¥7.00 · Brand Studio CN¥49.00"
    assert estimate(alice).quote.left == "You CN¥7.75"


def test_amounts_reserved_by_open_runs_are_not_left(alice):
    set_budget(alice, 10 * YUAN)
    create_run(alice, max_images=4)
    assert estimate(alice).quote.left == "You CN¥8.75"


@pytest.mark.parametrize(
    ("used", "is_hard", "severity", "note"),
    [
        (7_700_000, True, "", ""),
        (7_750_000, True, "warn", "With this run 80% of your budget for this month is used."),
        (9_800_000, False, "warn", "This run goes over your budget for this month."),
        (9_750_000, True, "warn", "With this run 100% of your budget for this month is used."),
        (9_800_000, True, "danger", "Your budget has CN¥0.20 left this month: not enough for this run."),
    ],
)
def test_the_estimate_warns_near_a_budget_and_refuses_beyond_a_hard_one(alice, used, is_hard, severity, note):
    set_budget(alice, 10 * YUAN, is_hard=is_hard)
    set_spent(alice, used)
    quote = estimate(alice).quote
    assert (quote.severity, quote.note) == (severity, note)


def test_only_image_counts_that_exceed_the_budget_are_refused(alice):
    set_budget(alice, YUAN)
    severities = [quote.severity for quote in estimate(alice).by_model[DEFAULT_MODEL.name]]
    assert severities[:5] == ["", "", "", "warn", "danger"]


def test_the_note_names_the_team_whose_budget_stops_the_run(alice, team):
    set_budget(alice, 100 * YUAN)
    set_budget(team, 0)
    assert "The budget of Brand Studio has CN¥0.00 left" in estimate(alice, team).quote.note
    assert estimate(alice, team).quote.severity == "danger"
    assert estimate(alice).quote.severity == ""


@pytest.mark.parametrize(
    ("fields", "sentence", "tokens"),
    [
        (RATIO, "single", 16_384),
        (GROUP, "group", 65_536),
        (RATIO | {"size_mode": "tier", "tier": "4K"}, "single-tier", 65_536),
        (GROUP | {"size_mode": "custom", "w": "1921", "h": "1935", "max_images": "3"}, "group", 43_560),
        (RATIO | {"size_mode": "custom", "w": "", "h": ""}, "bad", None),
        ({}, "bad", None),
    ],
)
def test_the_tokens_are_computed_from_the_form(alice, fields, sentence, tokens):
    found = estimate(alice, fields=fields)
    assert (found.sentence, found.tokens) == (sentence, tokens)


def test_the_page_contains_every_quote(alice, client_for):
    set_budget(alice, 10 * YUAN)
    page = client_for(alice).get("/").text
    quotes = json.loads(unescape(re.search(r'data-quotes="([^"]*)"', page)[1]))[DEFAULT_MODEL.name]
    assert quotes[1] == {"money": "CN¥0.50", "left": "You CN¥9.50", "severity": "", "note": ""}


def test_a_refused_run_keeps_the_input_and_says_what_is_left(alice, client_for):
    set_budget(alice, 300_000)
    form = {**GROUP, "prompt": "A vase", "submission": uuid.uuid4()}
    response = client_for(alice).post("/runs/", form)
    assert response.status_code == 422
    assert (
        "Your budget for this month has CN¥0.30 left, and this run can cost up to CN¥1.00." in response.text
    )
    assert ">A vase</textarea>" in response.text
    assert "At most <b" in response.text
    assert not alice.generations.exists()


def test_the_live_stream_sends_updated_quotes(alice):
    set_budget(alice, 10 * YUAN)
    before = live_estimate(alice, Subscription())
    create_run(alice)
    after = live_estimate(alice, Subscription())
    left = [shown.by_model[DEFAULT_MODEL.name][0].left for shown in (before, after)]
    assert left == ["You CN¥9.75", "You CN¥9.50"]
    assert live_estimate(alice, Subscription(run=1)) is None


def test_without_a_budget_the_live_stream_sends_no_quotes(alice):
    assert live_estimate(alice, Subscription()) is None


def test_the_quota_ring_shows_the_used_share_of_the_budget(alice, client_for):
    client = client_for(alice)
    assert "quota-ring" not in client.get("/gallery/").text
    set_budget(alice, 10 * YUAN)
    set_spent(alice, 3_800_000)
    page = client.get("/gallery/").text
    assert "38% of this month’s budget used" in page
    assert 'stroke-dasharray="38 100"' in page
    assert "<b>CN¥3.80</b> of CN¥10.00" in page


def test_an_estimate_takes_few_queries(alice, team, django_assert_max_num_queries):
    set_budget(alice, 10 * YUAN)
    with django_assert_max_num_queries(4):
        estimate(alice, team)
