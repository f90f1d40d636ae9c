"""Where a budget stops a run, one click asks for more, and nothing that was typed is lost."""

from playwright.sync_api import Page, expect

from studio.accounts.models import User
from studio.budgets.limits import set_budget
from studio.generations.models import BudgetRequest
from tests.browser.ledger import Ledger
from tests.browser.studio_page import Desk, words
from tests.browser.test_accessibility import violations


def test_one_click_asks_for_budget_with_the_whole_run(
    desk: Desk, page: Page, alice: User, ledger: Ledger
) -> None:
    ledger(lambda: set_budget(alice, 500_000))
    prompt = words()
    desk.open().ask_for_group(4)
    desk.prompt.fill(prompt)
    expect(desk.generate).to_be_hidden()
    desk.form.get_by_label("What is it for? (optional)").fill("Autumn poster")
    assert violations(page) == []
    desk.form.get_by_role("button", name="Ask for budget").click()
    expect(page.get_by_role("heading", name="Autumn poster")).to_be_visible()
    expect(page.locator("main")).to_contain_text(prompt)
    assert violations(page) == []
    made = ledger(lambda: BudgetRequest.objects.get(owner=alice))
    assert (made.prompt, made.max_images) == (prompt, 4)
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("The request is withdrawn.")).to_be_visible()
    assert violations(page) == []
