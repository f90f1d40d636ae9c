"""Every page in each visually distinct state, reached by selectors that work in every language."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from studio.accounts.models import User
from studio.generations.models import Image
from tests.accounts.factories import access_key
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import photo, unique_prompt


@dataclass(frozen=True, slots=True, kw_only=True)
class SeededUser:
    """A user with runs in every end state; the ids of the unknown run, an image and an access key."""

    user: User
    unknown_run: int
    image: int
    access_key: int


OpenState = Callable[[Page, SeededUser], None]


def create_runs_in_every_state(database: StudioDatabase) -> SeededUser:
    user = database.create_user()
    faults = ("input_text", "fewer:1", "drop_after:1", "fail:1", "")
    runs = [
        database.create_run(
            user, f"{unique_prompt()} [[fault:{fault}]]" if fault else unique_prompt(), images=3
        )
        for fault in faults
    ]
    for run in runs:
        database.wait_until_ended(run)
    image = database(lambda: Image.objects.stored().filter(generation=runs[-1]).order_by("index")[0].pk)
    key = database(lambda: access_key(user).key.pk)
    return SeededUser(user=user, unknown_run=runs[2], image=image, access_key=key)


def open_studio_with_runs(page: Page, seeded: SeededUser) -> None:
    page.goto("/")
    show_runs(page)


def show_runs(page: Page) -> None:
    """On a narrow screen, runs are behind a switch."""
    if page.locator("#view-runs").is_visible():
        page.locator("#view-runs").check()


def open_refused_form(page: Page, seeded: SeededUser) -> None:
    page.goto("/")
    page.locator("[data-ref-files]").set_input_files(
        [photo(), {"name": "bad.jpg", "mimeType": "image/jpeg", "buffer": b"bad"}]
    )
    expect(page.locator("[data-ref-bad]")).to_be_visible()
    expect(page.locator("[data-ref-busy]")).to_have_count(0)
    page.locator("[name=group][value=auto]").check()
    page.locator("#composer").evaluate("form => form.requestSubmit()")
    expect(page.locator("#prompt-error")).to_be_visible()
    page.locator("[name=size_mode][value=custom]").check()
    page.locator("[name=w]").fill("100")


def popup(opener: str, target: str, *, address: str = "/") -> OpenState:
    """Clicks on the opener, which shows the dialog or menu."""

    def open_it(page: Page, seeded: SeededUser) -> None:
        page.goto(address)
        page.locator(opener).click()
        expect(page.locator(target)).to_be_visible()

    return open_it


def open_keyboard_shortcuts(page: Page, seeded: SeededUser) -> None:
    page.goto("/gallery/")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


def open_rerun_dialog(page: Page, seeded: SeededUser) -> None:
    open_studio_with_runs(page, seeded)
    page.locator(f"[popovertarget=run-{seeded.unknown_run}-again]").first.click()
    expect(page.locator(f"#run-{seeded.unknown_run}-again")).to_be_visible()


def page_at(address: str) -> OpenState:
    def open_it(page: Page, seeded: SeededUser) -> None:
        page.goto(address.format(image=seeded.image, run=seeded.unknown_run, key=seeded.access_key))

    return open_it


SIGNED_IN_STATES: dict[str, OpenState] = {
    "studio with runs in every end state": open_studio_with_runs,
    "studio with a refused form": open_refused_form,
    "one run": page_at("/runs/{run}/"),
    "gallery": page_at("/gallery/"),
    "gallery without results": page_at("/gallery/?q=zebra&shape=pano&stars=4"),
    "gallery filter menu": popup("[popovertarget=f-more]", "#f-more", address="/gallery/"),
    "trash": page_at("/gallery/trash/"),
    "image": page_at("/images/{image}/"),
    "reference URL dialog": popup("[commandfor=url-dialog][command=show-modal]", "#url-dialog"),
    "account menu": popup("[popovertarget=me-menu]", "#me-menu", address="/gallery/"),
    "keyboard shortcuts dialog": open_keyboard_shortcuts,
    "rerun dialog": open_rerun_dialog,
    "run menu": popup(".run:first-of-type [id$=-more]", ".run [id$=-menu]:popover-open", address="/runs/"),
    "password change": page_at("/account/password/change/"),
    "account": page_at("/account/"),
    "email change": page_at("/account/email/"),
    "access keys": page_at("/account/keys/"),
    "access key limits": page_at("/account/keys/{key}/"),
    "API documentation": page_at("/docs/api/"),
    "account deletion": page_at("/account/delete/"),
    "signed-in devices": page_at("/account/sessions/"),
    "notifications": page_at("/notifications/"),
    "page not found": page_at("/nothing/here/"),
    "run list": page_at("/runs/"),
    "run list without results": page_at("/runs/?q=zebra&state=failed"),
}
SIGNED_OUT_STATES: dict[str, OpenState] = {
    "sign-in": page_at("/account/login/"),
    "password reset": page_at("/account/password/reset/"),
    "offline": page_at("/offline/"),
    "inactive account": page_at("/account/inactive/"),
    "used email confirmation link": page_at("/account/confirm-email/used/"),
    "used password reset link": page_at("/account/password/reset/key/1-used/"),
}
ALL_STATES = SIGNED_IN_STATES | SIGNED_OUT_STATES
