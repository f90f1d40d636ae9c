"""The page states to take screenshots of, the data in them, and the matching pages of the design."""

import io
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image
from playwright.sync_api import Page

PASSWORD = "a long enough password"
Step = Callable[[Page], object]

RUNS: list[dict[str, str]] = [
    {"prompt": "Wide banner of folded silk in low raking light, deep indigo passing through magenta to warm apricot,"
     " 21:9, no text", "size": "3024x1296"},
    {"prompt": "春茶节海报四张：2:3 竖版两张、3:4 一张、9:16 一张。主标题“春茶”，副题“SPRING TEA FAIR”，孔版印刷质感。",
     "size": "1664x2496", "group": "auto", "max_images": "4"},
    {"prompt": "Aerial dunes at first light, one continuous ridge leading to the upper right [[fault:quota]]",
     "size_mode": "tier", "tier": "4K"},
    {"prompt": "Four glazes for one vase, from celadon to ox blood [[fault:drop_after:2]]", "group": "auto",
     "max_images": "4"},
    {"prompt": "Turn the clay render into a sunlit courtyard: terracotta plaster, a saffron side wall, white steps, a"
     " turquoise pool and one lacquered sphere.", "size": "2304x1728"},
]  # fmt: skip
"""Form fields of runs that end, oldest first."""

PROMPT = (
    "The celadon vase from Image 1 on the warm plaster ledge of Image 2, window light from the left, one long soft"
    " shadow across the wall. Palette and calm spacing of Image 3. Product photograph, 85 mm, shallow"
    " depth of field, no text."
)
HANGING_RUN = {
    "prompt": "一组六张 3:2 横幅插画：同一座山谷湖泊的四季与晨昏，构图与机位保持一致。"
    "平涂质感，空气透视，配色克制，画面不出现人物与文字。"
    "[[fault:fail:3]][[fault:hang:4]]",
    "size": "2496x1664", "group": "auto", "max_images": "6",
}  # fmt: skip
"""Form fields of a run that never ends."""


def submit_run(page: Page, fields: dict[str, str]) -> None:
    """Submits a new run as the form does without JavaScript."""
    token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken")
    defaults = {
        "size_mode": "ratio",
        "size": "2048x2048",
        "group": "disabled",
        "max_images": "4",
        "watermark": "on",
    }
    form = {"csrfmiddlewaretoken": token, "submission": str(uuid.uuid4())}
    response = page.request.post(f"{origin(page)}/runs/", form=defaults | fields | form)
    assert response.ok, response.status


def save_draft(page: Page) -> None:
    """Saves a draft with a prompt and references."""
    colours = ("tan", "silver", "gold", "lightsteelblue", "seagreen")
    files = [
        {"name": f"{colour}.png", "mimeType": "image/png", "buffer": png_of_colour(colour)}
        for colour in colours
    ]
    page.locator("[data-ref-files]").set_input_files(files)
    page.locator("[data-ref]:not([data-ref-busy])").nth(len(colours) - 1).wait_for()
    with page.expect_response("**/draft/"):
        page.locator("#prompt").fill(PROMPT)


def png_of_colour(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (480, 480), colour).save(file, "PNG")
    return file.getvalue()


def origin(page: Page) -> str:
    return re.sub(r"(https?://[^/]+).*", r"\1", page.url)


def enter_custom_size(page: Page) -> None:
    page.locator("[name=size_mode][value=custom]").dispatch_event("click")
    page.locator("[name=w]").fill("1600")
    page.locator("[name=h]").fill("900")


def add_invalid_reference(page: Page) -> None:
    bad = {"name": "notes.pdf", "mimeType": "application/pdf", "buffer": b"no picture"}
    page.locator("[data-ref-files]").set_input_files(bad)
    page.locator("[data-ref-bad]").wait_for()


def sign_in_with_wrong_password(page: Page) -> None:
    page.locator("[name=login]").fill("nobody@studio.example")
    page.locator("[name=password]").fill("not this one")
    page.locator("main button.btn--solid").click()
    page.locator(".banner").wait_for()


def create_access_key(page: Page) -> None:
    """Confirms the password if the page asks for it."""
    page.locator("[name=name]").fill("Figma plug-in")
    page.locator("main .actions .btn--solid").click()
    page.locator("#secret, [name=password]").wait_for()
    if page.locator("[name=password]").count():
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main button.btn--solid").click()
    page.locator("#secret").wait_for()


def open_first_image(page: Page) -> None:
    page.goto(origin(page) + (page.locator(".image-tile a").first.get_attribute("href") or ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class PageState:
    """A page by its address, the steps to reach the state there, and the design's file that shows the same."""

    name: str
    at: str = "/"
    steps: tuple[Step, ...] = ()
    design: str = ""
    language: str = "en"
    signed_in: bool = True
    status: int = 200


def click(selector: str) -> Step:
    return lambda page: page.locator(selector).first.click()


def type_prompt(text: str) -> Step:
    return lambda page: page.locator("#prompt").fill(text)


def show_offline_banner(page: Page) -> None:
    page.locator(".banner[data-offline]").evaluate("banner => { banner.hidden = false }")


EDIT_KEY = click("a[href*='?back=']")
EMPTY_STATES = [
    PageState(name="studio-empty", design="studio.html#empty"),
    PageState(name="gallery-empty", at="/gallery/", design="gallery.html#empty"),
]
"""Before the first run."""
FULL_STATES = [
    PageState(name="studio", design="studio.html"),
    PageState(name="studio-zh", design="zh/studio.html", language="zh-hans"),
    PageState(name="studio-custom", steps=(enter_custom_size,), design="studio.html#custom"),
    PageState(name="studio-long", steps=(type_prompt("A slow river. " * 250),), design="studio.html#long"),
    PageState(name="studio-badref", steps=(add_invalid_reference,), design="studio.html#badref"),
    PageState(name="studio-offline", steps=(show_offline_banner,), design="studio.html#offline"),
    PageState(name="runs", at="/runs/"),
    PageState(name="gallery", at="/gallery/", design="gallery.html"),
    PageState(name="gallery-zh", at="/gallery/", design="zh/gallery.html", language="zh-hans"),
    PageState(name="usage", at="/usage/", design="usage.html"),
    PageState(name="usage-zh", at="/usage/", design="zh/usage.html", language="zh-hans"),
    PageState(name="review", at="/review/", design="review.html"),
    PageState(name="recovery", at="/usage/recovery/"),
    PageState(name="recovery-zh", at="/usage/recovery/", language="zh-hans"),
    PageState(name="outcome", at="/usage/recovery/", steps=(click("[popovertarget$=-outcome]"),)),
    PageState(name="image", at="/gallery/", steps=(open_first_image,), design="image.html"),
    PageState(name="menu", at="/gallery/", steps=(click("[popovertarget=me-menu]"),)),
    PageState(name="keys", at="/gallery/", steps=(lambda page: page.keyboard.press("?"),)),
    PageState(name="account", at="/account/"),
    PageState(name="access-keys", at="/account/keys/", steps=(create_access_key,)),
    PageState(name="access-key", at="/account/keys/", steps=(create_access_key, EDIT_KEY)),
    PageState(name="access-key-zh", at="/account/keys/", steps=(create_access_key, EDIT_KEY), language="zh-hans"),
    PageState(name="api-docs", at="/docs/api/"),
    PageState(name="api-docs-zh", at="/docs/api/", language="zh-hans"),
    PageState(name="audit", at="/administration/audit/?q=signed"),
    PageState(name="audit-zh", at="/administration/audit/?person=1", language="zh-hans"),
    PageState(name="account-delete", at="/account/delete/"),
    PageState(name="not-found", at="/nothing/here/", status=404),
    PageState(name="login", at="/account/login/", design="login.html", signed_in=False),
    PageState(name="login-zh", at="/account/login/", design="zh/login.html", language="zh-hans", signed_in=False),
    PageState(name="login-error", at="/account/login/", steps=(sign_in_with_wrong_password,), design="login.html#error",
          signed_in=False),
    PageState(name="password-reset", at="/account/password/reset/", signed_in=False),
]  # fmt: skip
OTHER_PAGES = {
    "trash": "/gallery/trash/",
    "notifications": "/notifications/",
    "budget-requests": "/budget-requests/",
    "mismatches": "/usage/mismatches/",
    "review-flagged": "/review/?tab=flagged",
    "review-approved": "/review/?tab=approved",
    "releases": "/review/releases/",
    "account-email": "/account/email/",
    "sessions": "/account/sessions/",
    "teams": "/teams/",
    "team": "/teams/brand-studio/",
    "people": "/people/",
    "person": "/people/2/",
    "administration": "/administration/",
    "settings": "/administration/settings/",
    "models": "/administration/models/",
    "prices": "/administration/prices/",
    "budgets": "/administration/budgets/",
    "rules": "/administration/rules/",
    "hidden": "/administration/hidden/",
}
"""Pages without steps, taken in both languages."""
FULL_STATES += [
    PageState(name=f"{name}{suffix}", at=at, language=language)
    for name, at in OTHER_PAGES.items()
    for suffix, language in {"": "en", "-zh": "zh-hans"}.items()
]
FULL_STATES += [
    PageState(name="review-zh", at="/review/", language="zh-hans"),
    PageState(
        name="image-zh", at="/gallery/", steps=(open_first_image,), design="zh/image.html", language="zh-hans"
    ),
    PageState(name="menu-zh", at="/gallery/", steps=(click("[popovertarget=me-menu]"),), language="zh-hans"),
    PageState(
        name="keys-zh", at="/gallery/", steps=(lambda page: page.keyboard.press("?"),), language="zh-hans"
    ),
    PageState(name="runs-zh", at="/runs/", language="zh-hans"),
    PageState(name="account-zh", at="/account/", language="zh-hans"),
    PageState(name="account-delete-zh", at="/account/delete/", language="zh-hans"),
    PageState(name="not-found-zh", at="/nothing/here/", language="zh-hans", status=404),
]
