"""The pages in every state that looks different, reached without a word of any language."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from studio.accounts.models import User
from studio.generations.models import Image
from tests.accounts.factories import access_key
from tests.browser.ledger import Ledger
from tests.browser.studio_page import photo, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Somebody who has used the studio: each kind of run, an image and an access key."""

    user: User
    unknown: int
    image: int
    key: int


def live_through(ledger: Ledger) -> Past:
    user = ledger.someone()
    faults = ("input_text", "fewer:1", "drop_after:1", "fail:1", "")
    runs = [
        ledger.run(user, f"{words()} [[fault:{fault}]]" if fault else words(), images=3) for fault in faults
    ]
    for run in runs:
        ledger.until_ended(run)
    image = ledger(lambda: Image.objects.stored().filter(generation=runs[-1]).order_by("index")[0].pk)
    key = ledger(lambda: access_key(user).key.pk)
    return Past(user=user, unknown=runs[2], image=image, key=key)


def studio_with_runs(page: Page, past: Past) -> None:
    page.goto("/")
    see_runs(page)


def see_runs(page: Page) -> None:
    """On a narrow screen they are behind a switch."""
    if page.locator("#view-runs").is_visible():
        page.locator("#view-runs").check()


def studio_with_a_refused_form(page: Page, past: Past) -> None:
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


def dialog(opener: str, target: str, *, at: str = "/") -> Callable[[Page, Past], None]:
    def open_it(page: Page, past: Past) -> None:
        page.goto(at)
        page.locator(opener).click()
        expect(page.locator(target)).to_be_visible()

    return open_it


def keys(page: Page, past: Past) -> None:
    page.goto("/gallery/")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


def running_again(page: Page, past: Past) -> None:
    studio_with_runs(page, past)
    page.locator(f"[popovertarget=run-{past.unknown}-again]").first.click()
    expect(page.locator(f"#run-{past.unknown}-again")).to_be_visible()


def at(address: str) -> Callable[[Page, Past], None]:
    return lambda page, past: void(
        page.goto(address.format(image=past.image, run=past.unknown, key=past.key))
    )


def void(value: object) -> None:
    """For a caller that has no use for an answer."""


SIGNED_IN: dict[str, Callable[[Page, Past], None]] = {
    "studio with runs that ended in every way": studio_with_runs,
    "studio with a refused form": studio_with_a_refused_form,
    "one run": at("/runs/{run}/"),
    "gallery": at("/gallery/"),
    "gallery in which nothing is found": at("/gallery/?q=zebra&shape=pano&stars=4"),
    "menu of the gallery's filters": dialog("[popovertarget=f-more]", "#f-more", at="/gallery/"),
    "trash": at("/gallery/trash/"),
    "image": at("/images/{image}/"),
    "dialog of the address": dialog("[commandfor=url-dialog][command=show-modal]", "#url-dialog"),
    "account menu": dialog("[popovertarget=me-menu]", "#me-menu", at="/gallery/"),
    "dialog of the keys": keys,
    "dialog before running again": running_again,
    "menu of a run": dialog(".run:first-of-type [id$=-more]", ".run [id$=-menu]:popover-open", at="/runs/"),
    "change of password": at("/account/password/change/"),
    "account": at("/account/"),
    "change of the address": at("/account/email/"),
    "access keys": at("/account/keys/"),
    "limits of an access key": at("/account/keys/{key}/"),
    "documentation of the API": at("/docs/api/"),
    "before an account is deleted": at("/account/delete/"),
    "signed-in devices": at("/account/sessions/"),
    "notices": at("/notifications/"),
    "nothing here": at("/nothing/here/"),
    "list of runs": at("/runs/"),
    "list of runs in which nothing is found": at("/runs/?q=zebra&state=failed"),
}
SIGNED_OUT: dict[str, Callable[[Page, Past], None]] = {
    "sign-in": at("/account/login/"),
    "reset of the password": at("/account/password/reset/"),
    "no connection": at("/offline/"),
    "account that is switched off": at("/account/inactive/"),
    "link of an address that is used up": at("/account/confirm-email/used/"),
    "link that is used up": at("/account/password/reset/key/1-used/"),
}
EVERY = SIGNED_IN | SIGNED_OUT
