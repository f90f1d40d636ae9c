"""The money of the usage page is that of the settled books, whatever the price was when each run was started."""

from datetime import timedelta

import pytest
from django.db.models import Sum

from studio.budgets.models import BudgetPeriod
from studio.budgets.money import format_micros
from studio.budgets.price_changes import add_price
from studio.generations.execution import transitions
from studio.generations.models import Generation, Image, Outcome
from studio.generations.runs.cancel import cancel
from studio.generations.runs.outcome_decisions import decide
from studio.provider.stream.events import Completed, ImageFailed, ImageSucceeded
from studio.usage.rollup import roll_up, today
from tests.fixtures import run_of
from tests.generations.finished_runs import finished

pytestmark = pytest.mark.django_db

MODEL = "doubao-seedream-4.5"
OLD, NEW = 250_000, 173_333
"""Micro-units of an image, before and after the price changes."""


def made(run: Generation, index: int) -> None:
    made = ImageSucceeded(index=index, url=f"https://results.example/{run.pk}/{index}", size=None)
    transitions.image_made(run.pk, made)


def unknown(owner) -> Generation:
    """A group of three that made one image before its worker was lost."""
    run = run_of(owner, max_images=3)
    transitions.claim(run.pk)
    made(run, 0)
    transitions.unknown(run.pk, code="worker_lost", message="")
    return run


@pytest.fixture
def month(alice, bob, root, team) -> dict[str, Generation]:
    """Runs before and after a price change; some of the first are decided on and billed after it."""
    runs = {"accepted": unknown(alice), "dismissed": unknown(alice), "open": unknown(alice)}
    runs["late"] = run_of(bob, team=team, max_images=2)
    transitions.claim(runs["late"].pk)
    runs["before"] = finished(alice, 2, team=team)
    roll_up()
    add_price("sandbox", MODEL, NEW, valid_from=None, by=root)
    runs["after"] = finished(bob, 3, team=team)
    runs["failed"] = run_of(alice, max_images=2)
    transitions.claim(runs["failed"].pk)
    transitions.image_failed(runs["failed"].pk, ImageFailed(index=0, code="OutputRisk", message=""))
    transitions.ended(runs["failed"].pk, completed=True)
    runs["cancelled"] = run_of(alice)
    cancel(runs["cancelled"], by=alice)
    made(runs["late"], 1)
    transitions.usage(runs["late"].pk, Completed(images=2, output_tokens=9, total_tokens=9))
    transitions.ended(runs["late"].pk, completed=True)
    decide(runs["accepted"], Outcome.BILLED, by=root, note="On the bill")
    decide(runs["dismissed"], Outcome.NOT_BILLED, by=root, note="Not on the bill")
    return runs


EXPECTED = {
    "accepted": 3 * OLD, "dismissed": OLD, "open": OLD, "late": 2 * OLD, "before": 2 * OLD,
    "after": 3 * NEW, "failed": 0, "cancelled": 0,
}  # fmt: skip


def shown(browser, **fields) -> str:
    report = browser.get("/usage/", {"period": "7", **fields}).context["report"]
    return next(stat.value for stat in report.stats if stat.label == "Would cost")


def spent() -> int:
    return Generation.objects.aggregate(total=Sum("spent"))["total"]


def test_each_run_is_spent_at_its_own_price(month):
    booked = {name: Generation.objects.get(pk=run.pk).spent for name, run in month.items()}
    assert booked == EXPECTED


@pytest.mark.parametrize("is_rolled_up", [False, True])
def test_the_page_shows_the_sum_of_what_is_spent(month, root, browser_of, is_rolled_up):
    if is_rolled_up:
        roll_up()
    whole = format_micros(spent(), "CNY")
    assert shown(browser_of(root)) == whole
    days = browser_of(root).get("/usage/", {"period": "7"}).context["report"].by_day.lines
    assert [line.money for line in days if line.images] == [whole]
    people = BudgetPeriod.objects.filter(team=None).aggregate(total=Sum("spent"))["total"]
    assert people == spent()


def test_the_page_of_a_person_and_of_a_team_show_the_months_of_their_books(
    month, alice, lead, team, browser_of
):
    roll_up()
    mine = BudgetPeriod.objects.get(user=alice)
    ours = BudgetPeriod.objects.get(team=team)
    assert shown(browser_of(alice)) == format_micros(mine.spent, "CNY")
    assert shown(browser_of(lead), view="teams") == format_micros(ours.spent, "CNY")


def test_what_is_billed_late_is_shown_on_the_day_and_at_the_price_of_its_click(month, root, browser_of):
    Generation.objects.filter(pk=month["open"].pk).update(day=today() - timedelta(days=1))
    roll_up()
    before = spent()
    made(month["open"], 1)
    assert spent() == before + OLD
    assert shown(browser_of(root)) == format_micros(before + OLD, "CNY")
    yesterday = {"from": str(today() - timedelta(days=1)), "to": str(today() - timedelta(days=1))}
    assert shown(browser_of(root), **yesterday) == format_micros(2 * OLD, "CNY")


def test_an_image_that_is_trashed_or_removed_was_paid_for(month, root, browser_of):
    roll_up()
    stored = Image.objects.filter(generation=month["before"])
    stored.update(state="removed", file="", thumbnail="", sha256="")
    assert shown(browser_of(root)) == format_micros(spent(), "CNY")
