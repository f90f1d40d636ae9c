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
from tests.fixtures import run_of

pytestmark = pytest.mark.django_db

YUAN = 1_000_000
RATIO = {"size_mode": "ratio", "size": "2048x2048", "group": "disabled", "max_images": 4}
GROUP = RATIO | {"group": "auto"}


def spent(subject, amount: int) -> None:
    row = open_period(subject, month=this_month(), currency="CNY", is_sandbox=True)
    BudgetPeriod.objects.filter(pk=row.pk).update(spent=amount)


def estimate(alice, team=None, fields=RATIO):
    return cost_estimate(fields, by=alice, team=team)


def test_every_number_of_images_has_its_price(alice):
    quotes = estimate(alice).by_model[DEFAULT_MODEL.name]
    assert [quote.money for quote in quotes[:3]] == ["CN¥0.25", "CN¥0.50", "CN¥0.75"]
    assert len(quotes) == 15
    assert not estimate(alice).has_budgets


def test_it_says_what_is_left_of_both_budgets_after_the_run(alice, team):
    set_budget(alice, 10 * YUAN)
    set_budget(team, 50 * YUAN)
    spent(alice, 2 * YUAN)
    assert estimate(alice, team, GROUP).quote.left == "You CN¥7.00 · Brand Studio CN¥49.00"
    assert estimate(alice).quote.left == "You CN¥7.75"


def test_what_open_runs_reserve_is_not_left(alice):
    set_budget(alice, 10 * YUAN)
    run_of(alice, max_images=4)
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
def test_it_warns_near_a_budget_and_stops_at_a_hard_one(alice, used, is_hard, severity, note):
    set_budget(alice, 10 * YUAN, is_hard=is_hard)
    spent(alice, used)
    quote = estimate(alice).quote
    assert (quote.severity, quote.note) == (severity, note)


def test_only_the_numbers_of_images_that_do_not_fit_are_stopped(alice):
    set_budget(alice, YUAN)
    severities = [quote.severity for quote in estimate(alice).by_model[DEFAULT_MODEL.name]]
    assert severities[:5] == ["", "", "", "warn", "danger"]


def test_the_team_that_stops_a_run_is_named(alice, team):
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
def test_the_tokens_are_those_of_the_form(alice, fields, sentence, tokens):
    found = estimate(alice, fields=fields)
    assert (found.sentence, found.tokens) == (sentence, tokens)


def test_the_page_brings_every_quote(alice, browser_of):
    set_budget(alice, 10 * YUAN)
    page = browser_of(alice).get("/").text
    quotes = json.loads(unescape(re.search(r'data-quotes="([^"]*)"', page)[1]))[DEFAULT_MODEL.name]
    assert quotes[1] == {"money": "CN¥0.50", "left": "You CN¥9.50", "severity": "", "note": ""}


def test_a_stopped_run_loses_nothing_and_says_what_is_left(alice, browser_of):
    set_budget(alice, 300_000)
    form = {**GROUP, "prompt": "A vase", "submission": uuid.uuid4()}
    answer = browser_of(alice).post("/runs/", form)
    assert answer.status_code == 422
    assert "Your budget for this month has CN¥0.30 left, and this run can cost up to CN¥1.00." in answer.text
    assert ">A vase</textarea>" in answer.text
    assert "At most <b" in answer.text
    assert not alice.generations.exists()


def test_the_stream_of_the_studio_brings_fresh_quotes(alice):
    set_budget(alice, 10 * YUAN)
    before = live_estimate(alice, Subscription())
    run_of(alice)
    after = live_estimate(alice, Subscription())
    left = [shown.by_model[DEFAULT_MODEL.name][0].left for shown in (before, after)]
    assert left == ["You CN¥9.75", "You CN¥9.50"]
    assert live_estimate(alice, Subscription(run=1)) is None


def test_without_a_budget_the_stream_brings_none(alice):
    assert live_estimate(alice, Subscription()) is None


def test_the_ring_shows_the_share_of_the_budget(alice, browser_of):
    client = browser_of(alice)
    assert "quota-ring" not in client.get("/gallery/").text
    set_budget(alice, 10 * YUAN)
    spent(alice, 3_800_000)
    page = client.get("/gallery/").text
    assert "38% of this month’s budget used" in page
    assert 'stroke-dasharray="38 100"' in page
    assert "<b>CN¥3.80</b> of CN¥10.00" in page


def test_an_estimate_takes_few_queries(alice, team, django_assert_max_num_queries):
    set_budget(alice, 10 * YUAN)
    with django_assert_max_num_queries(4):
        estimate(alice, team)
