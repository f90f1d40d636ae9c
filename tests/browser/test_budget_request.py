"""Where a budget stops a run, one click asks for more, and nothing that was typed is lost."""

from django.db import transaction
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from studio.budgets.limits import set_budget
from studio.budgets.price_changes import add_price
from studio.generations.models import BudgetRequest, Generation
from studio.generations.runs.cancel import cancel
from tests.browser.ledger import Ledger
from tests.browser.studio_page import ComposerPage, words
from tests.browser.test_accessibility import dress, violations
from tests.fixtures import run_of


def test_one_click_asks_for_budget_with_the_whole_run(
    composer: ComposerPage, page: Page, alice: User, ledger: Ledger
) -> None:
    ledger(lambda: set_budget(alice, 500_000))
    prompt = words()
    composer.open().ask_for_group(4)
    composer.prompt.fill(prompt)
    expect(composer.generate).to_be_hidden()
    composer.form.get_by_label("What is it for? (optional)").fill("Autumn poster")
    assert violations(page) == []
    composer.form.get_by_role("button", name="Ask for budget").click()
    expect(page.get_by_role("heading", name="Autumn poster")).to_be_visible()
    expect(page.locator("main")).to_contain_text(prompt)
    assert violations(page) == []
    made = ledger(lambda: BudgetRequest.objects.get(owner=alice))
    assert (made.prompt, made.max_images) == (prompt, 4)
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("The request is withdrawn.")).to_be_visible()
    assert violations(page) == []


def test_a_run_that_the_budget_stops_is_asked_for_again_on_its_card(
    page: Page, alice: User, ledger: Ledger
) -> None:
    def prepare() -> Generation:
        with transaction.atomic():  # the worker sees no run that it could begin before it is cancelled
            run = run_of(alice, max_images=2, prompt=words())
            cancel(run, by=alice)
        set_budget(alice, 0)
        return run

    run = ledger(prepare)
    dress(page, 390, "dark", "en")
    page.goto(f"/runs/{run.pk}/")
    page.get_by_role("button", name=f"Run again, run {run.pk}").click()
    page.get_by_label("What is it for? (optional)").fill("Autumn poster")
    assert violations(page) == []
    page.get_by_role("button", name="Ask for budget").click()
    expect(page.get_by_role("heading", name="Autumn poster")).to_be_visible()
    assert ledger(lambda: BudgetRequest.objects.get(owner=alice)).retry_of_id == run.pk


def test_nothing_is_found_on_the_pages_of_prices_and_budgets(page: Page, alice: User, ledger: Ledger) -> None:
    def prepare() -> None:
        User.objects.filter(pk=alice.pk).update(is_superuser=True)
        set_budget(alice, 500_000)
        add_price("sandbox", "doubao-seedream-4.5", 250_000, valid_from=None, by=alice)

    ledger(prepare)
    dress(page, 390, "dark", "zh-hans")
    for path in ("prices/", "budgets/?of=people", f"budgets/people/{alice.pk}/"):
        page.goto(f"/administration/{path}")
        assert violations(page) == [], path
