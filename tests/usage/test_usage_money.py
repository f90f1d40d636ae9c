"""The money on the usage page matches the settled ledger, whatever the price was when each run was started."""

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
from tests.fixtures import create_run
from tests.generations.finished_runs import finished_run

pytestmark = pytest.mark.django_db

MODEL = "doubao-seedream-4.5"
OLD, NEW = 250_000, 173_333
"""Micro-units of an image, before and after the price changes."""


def announce_image(run: Generation, index: int) -> None:
    event = ImageSucceeded(index=index, url=f"https://results.example/{run.pk}/{index}", size=None)
    transitions.image_made(run.pk, event)


def unknown_run(owner) -> Generation:
    """A group of three that made one image before its worker was lost."""
    run = create_run(owner, max_images=3)
    transitions.claim(run.pk)
    announce_image(run, 0)
    transitions.unknown(run.pk, code="worker_lost", message="")
    return run


@pytest.fixture
def month(alice, bob, root, team) -> dict[str, Generation]:
    """Runs before and after a price change; some of the first are decided on and billed after it."""
    runs = {"accepted": unknown_run(alice), "dismissed": unknown_run(alice), "open": unknown_run(alice)}
    runs["late"] = create_run(bob, team=team, max_images=2)
    transitions.claim(runs["late"].pk)
    runs["before"] = finished_run(alice, 2, team=team)
    roll_up()
    add_price("sandbox", MODEL, NEW, valid_from=None, by=root)
    runs["after"] = finished_run(bob, 3, team=team)
    runs["failed"] = create_run(alice, max_images=2)
    transitions.claim(runs["failed"].pk)
    transitions.image_failed(runs["failed"].pk, ImageFailed(index=0, code="OutputRisk", message=""))
    transitions.ended(runs["failed"].pk, completed=True)
    runs["cancelled"] = create_run(alice)
    cancel(runs["cancelled"], by=alice)
    announce_image(runs["late"], 1)
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


def test_each_run_is_charged_at_its_own_price(month):
    booked = {name: Generation.objects.get(pk=run.pk).spent for name, run in month.items()}
    assert booked == EXPECTED


@pytest.mark.parametrize("is_rolled_up", [False, True])
def test_the_page_shows_the_sum_of_what_is_spent(month, root, client_for, is_rolled_up):
    if is_rolled_up:
        roll_up()
    total = format_micros(spent(), "CNY")
    assert shown(client_for(root)) == total
    days = client_for(root).get("/usage/", {"period": "7"}).context["report"].by_day.lines
    assert [line.money for line in days if line.images] == [total]
    people = BudgetPeriod.objects.filter(team=None).aggregate(total=Sum("spent"))["total"]
    assert people == spent()


def test_the_pages_of_a_person_and_of_a_team_show_their_budget_periods(month, alice, lead, team, client_for):
    roll_up()
    personal = BudgetPeriod.objects.get(user=alice)
    team_period = BudgetPeriod.objects.get(team=team)
    assert shown(client_for(alice)) == format_micros(personal.spent, "CNY")
    assert shown(client_for(lead), view="teams") == format_micros(team_period.spent, "CNY")


def test_late_billing_is_shown_on_the_day_and_at_the_price_of_the_submission(month, root, client_for):
    Generation.objects.filter(pk=month["open"].pk).update(day=today() - timedelta(days=1))
    roll_up()
    before = spent()
    announce_image(month["open"], 1)
    assert spent() == before + OLD
    assert shown(client_for(root)) == format_micros(before + OLD, "CNY")
    yesterday = {"from": str(today() - timedelta(days=1)), "to": str(today() - timedelta(days=1))}
    assert shown(client_for(root), **yesterday) == format_micros(2 * OLD, "CNY")


def test_a_removed_image_still_counts_as_paid(month, root, client_for):
    roll_up()
    stored = Image.objects.filter(generation=month["before"])
    stored.update(state="removed", file="", thumbnail="", sha256="")
    assert shown(client_for(root)) == format_micros(spent(), "CNY")
