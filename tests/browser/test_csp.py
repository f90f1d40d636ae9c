"""No page violates its Content-Security-Policy or logs an error to the console.

Every browser test checks both; these open every page.
"""

from django.urls import NoReverseMatch, reverse
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from studio.accounts.users import bootstrap
from tests.access_matrix import routes
from tests.browser.conftest import OpenPage
from tests.browser.states import SeededUser
from tests.browser.studio_database import StudioDatabase
from tests.browser.test_accessibility import violations
from tests.live import Studios

NON_PAGE_ROUTES = {"run_events", "set_language", "healthz", "readyz"}


def page_addresses() -> list[str]:
    """The addresses of all pages that need no argument."""
    found = []
    for name in sorted(routes() - NON_PAGE_ROUTES):
        try:
            found.append(reverse(name))
        except NoReverseMatch:
            continue
    return found


def open_every_page(page: Page, *extra: str) -> None:
    """Opens every page without arguments, and these; redirects to the same page count once."""
    responses = [page.request.get(address) for address in [*page_addresses(), *extra]]
    for url in sorted(
        {response.url.partition("?")[0] for response in responses if "<main" in response.text()}
    ):
        page.goto(url)
        expect(page.locator("main").first).to_be_visible()


def test_signed_out_pages_have_no_errors(open_page: OpenPage) -> None:
    open_every_page(open_page(None), "/nothing/", "/account/password/reset/key/1-used/", "/admin/login/")


def test_signed_in_pages_have_no_errors(open_page: OpenPage, seeded: SeededUser) -> None:
    open_every_page(
        open_page(seeded.user), "/nothing/", f"/runs/{seeded.unknown_run}/", f"/images/{seeded.image}/"
    )


def test_an_expired_form_shows_an_error_page(open_page: OpenPage) -> None:
    page = open_page(None)
    page.goto("/account/login/")
    page.context.clear_cookies()
    page.get_by_label("Email address").fill("alice@studio.example")
    page.get_by_label("Password", exact=True).fill("whatever it was")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="This form has expired")).to_be_visible()


def test_django_admin_pages_have_no_errors(
    open_page: OpenPage, database: StudioDatabase, seeded: SeededUser
) -> None:
    administrator = database.create_user()
    database(lambda: User.objects.filter(pk=administrator.pk).update(is_staff=True, is_superuser=True))
    models = ("generations/generation", "generations/image", "accounts/user", "accounts/team")
    page = open_page(administrator)
    page.goto("/admin/")
    for model in models:
        expect(page.locator(f"a[href='/admin/{model}/']").first).to_be_attached()
    for address in [*models, f"generations/generation/{seeded.unknown_run}/change", "accounts/user/add"]:
        response = page.goto(f"/admin/{address}/")
        assert response
        assert response.ok


def test_the_first_administrator_signs_up_with_the_setup_link(
    open_page: OpenPage, new_studio: Studios
) -> None:
    studio = new_studio(started=False)
    studio.start("web")
    page = open_page(None, url=studio.url)
    page.goto("/setup/" + bootstrap.link().rpartition("/setup/")[2])
    assert violations(page) == []
    page.get_by_label("Name").fill("Ada Administrator")
    page.get_by_label("Email address").fill("ada@studio.example")
    page.get_by_label("Password", exact=True).fill("a long enough password")
    page.get_by_role("button", name="Open the studio").click()
    expect(page.get_by_role("button", name="Account: Ada Administrator")).to_be_visible()
    page.goto("/admin/")
    expect(page.get_by_role("link", name="People", exact=True).first).to_be_visible()
