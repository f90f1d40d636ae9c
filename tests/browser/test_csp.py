"""No page does what its own content policy forbids, and none has an error on its console.

Every test watches for both; these go everywhere.
"""

from django.urls import NoReverseMatch, reverse
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from studio.accounts.users import bootstrap
from tests.access_matrix import routes
from tests.browser.conftest import Visits
from tests.browser.ledger import Ledger
from tests.browser.states import Past
from tests.browser.test_accessibility import violations
from tests.live import Studios

NO_PAGES = {"run_events", "set_language", "healthz", "readyz"}


def addresses() -> list[str]:
    """Every page that needs no argument."""
    found = []
    for name in sorted(routes() - NO_PAGES):
        try:
            found.append(reverse(name))
        except NoReverseMatch:
            continue
    return found


def look_at(page: Page, *more: str) -> None:
    """Opens every page that these addresses lead to."""
    answers = [page.request.get(address) for address in [*addresses(), *more]]
    for url in sorted({answer.url.partition("?")[0] for answer in answers if "<main" in answer.text()}):
        page.goto(url)
        expect(page.locator("main").first).to_be_visible()


def test_pages_for_strangers(visit: Visits) -> None:
    look_at(visit(None), "/nothing/", "/account/password/reset/key/1-used/", "/admin/login/")


def test_pages_for_people(visit: Visits, past: Past) -> None:
    look_at(visit(past.user), "/nothing/", f"/runs/{past.unknown}/", f"/images/{past.image}/")


def test_a_form_that_is_too_old(visit: Visits) -> None:
    page = visit(None)
    page.goto("/account/login/")
    page.context.clear_cookies()
    page.get_by_label("Email address").fill("alice@studio.example")
    page.get_by_label("Password", exact=True).fill("whatever it was")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="This form has expired")).to_be_visible()


def test_the_administration(visit: Visits, ledger: Ledger, past: Past) -> None:
    administrator = ledger.someone()
    ledger(lambda: User.objects.filter(pk=administrator.pk).update(is_staff=True, is_superuser=True))
    models = ("generations/generation", "generations/image", "accounts/user", "accounts/team")
    page = visit(administrator)
    page.goto("/admin/")
    for model in models:
        expect(page.locator(f"a[href='/admin/{model}/']").first).to_be_attached()
    for address in [*models, f"generations/generation/{past.unknown}/change", "accounts/user/add"]:
        response = page.goto(f"/admin/{address}/")
        assert response
        assert response.ok


def test_the_first_administrator_comes_in_by_the_link(visit: Visits, new_studio: Studios) -> None:
    studio = new_studio(started=False)
    studio.start("web")
    page = visit(None, url=studio.url)
    page.goto("/setup/" + bootstrap.link().rpartition("/setup/")[2])
    assert violations(page) == []
    page.get_by_label("Name").fill("Ada Administrator")
    page.get_by_label("Email address").fill("ada@studio.example")
    page.get_by_label("Password", exact=True).fill("a long enough password")
    page.get_by_role("button", name="Open the studio").click()
    expect(page.get_by_role("button", name="Account: Ada Administrator")).to_be_visible()
    page.goto("/admin/")
    expect(page.get_by_role("link", name="People", exact=True).first).to_be_visible()
