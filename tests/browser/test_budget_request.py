"""If a budget blocks a run, one click requests more budget and keeps everything that was typed."""

from django.db import transaction
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from studio.budgets.limits import set_budget
from studio.budgets.price_changes import add_price
from studio.generations.models import BudgetRequest, Generation
from studio.generations.runs.cancel import cancel
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import ComposerPage, unique_prompt
from tests.browser.test_accessibility import set_viewport_and_theme, violations
from tests.fixtures import create_run


def test_one_click_requests_budget_with_all_settings_of_the_run(
    composer: ComposerPage, page: Page, alice: User, database: StudioDatabase
) -> None:
    database(lambda: set_budget(alice, 500_000))
    prompt = unique_prompt()
    composer.open().ask_for_group(4)
    composer.prompt.fill(prompt)
    expect(composer.generate).to_be_hidden()
    composer.form.get_by_label("What is it for? (optional)").fill("Autumn poster")
    assert violations(page) == []
    composer.form.get_by_role("button", name="Ask for budget").click()
    expect(page.get_by_role("heading", name="Autumn poster")).to_be_visible()
    expect(page.locator("main")).to_contain_text(prompt)
    assert violations(page) == []
    request = database(lambda: BudgetRequest.objects.get(owner=alice))
    assert (request.prompt, request.max_images) == (prompt, 4)
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("The request is withdrawn.")).to_be_visible()
    assert violations(page) == []


def test_budget_for_a_blocked_rerun_is_requested_on_the_run_card(
    page: Page, alice: User, database: StudioDatabase
) -> None:
    def prepare() -> Generation:
        with transaction.atomic():  # the worker must not start the run before it is cancelled
            run = create_run(alice, max_images=2, prompt=unique_prompt())
            cancel(run, by=alice)
        set_budget(alice, 0)
        return run

    run = database(prepare)
    set_viewport_and_theme(page, 390, "dark", "en")
    page.goto(f"/runs/{run.pk}/")
    page.get_by_role("button", name=f"Run again, run {run.pk}").click()
    page.get_by_label("What is it for? (optional)").fill("Autumn poster")
    assert violations(page) == []
    page.get_by_role("button", name="Ask for budget").click()
    expect(page.get_by_role("heading", name="Autumn poster")).to_be_visible()
    assert database(lambda: BudgetRequest.objects.get(owner=alice)).retry_of_id == run.pk


def test_axe_finds_no_violations_on_the_price_and_budget_pages(
    page: Page, alice: User, database: StudioDatabase
) -> None:
    def prepare() -> None:
        User.objects.filter(pk=alice.pk).update(is_superuser=True)
        set_budget(alice, 500_000)
        add_price("sandbox", "doubao-seedream-4.5", 250_000, valid_from=None, by=alice)

    database(prepare)
    set_viewport_and_theme(page, 390, "dark", "zh-hans")
    for path in ("prices/", "budgets/?of=people", f"budgets/people/{alice.pk}/"):
        page.goto(f"/administration/{path}")
        assert violations(page) == [], path
