"""The pages and states to photograph, what fills them, and where the design shows the same."""

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
"""Runs that end, oldest first: fields of the form."""

PROMPT = (
    "The celadon vase from Image 1 on the warm plaster ledge of Image 2, window light from the left, one long soft"
    " shadow across the wall. Palette and calm spacing of Image 3. Product photograph, 85 mm, shallow"
    " depth of field, no text."
)
HANGING = {
    "prompt": "一组六张 3:2 横幅插画：同一座山谷湖泊的四季与晨昏，构图与机位保持一致。"
    "平涂质感，空气透视，配色克制，画面不出现人物与文字。"
    "[[fault:fail:3]][[fault:hang:4]]",
    "size": "2496x1664", "group": "auto", "max_images": "6",
}  # fmt: skip
"""A run that stays under way."""


def send(page: Page, fields: dict[str, str]) -> None:
    """A new run, as the form sends it without JavaScript."""
    token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken")
    usual = {
        "size_mode": "ratio",
        "size": "2048x2048",
        "group": "disabled",
        "max_images": "4",
        "watermark": "on",
    }
    form = {"csrfmiddlewaretoken": token, "submission": str(uuid.uuid4())}
    answer = page.request.post(f"{origin(page)}/runs/", form=usual | fields | form)
    assert answer.ok, answer.status


def compose(page: Page) -> None:
    """Leaves a draft with a prompt and references."""
    colours = ("tan", "silver", "gold", "lightsteelblue", "seagreen")
    files = [
        {"name": f"{colour}.png", "mimeType": "image/png", "buffer": plain(colour)} for colour in colours
    ]
    page.locator("[data-ref-files]").set_input_files(files)
    page.locator("[data-ref]:not([data-ref-busy])").nth(len(colours) - 1).wait_for()
    with page.expect_response("**/draft/"):
        page.locator("#prompt").fill(PROMPT)


def plain(colour: str) -> bytes:
    """A picture of one colour, as a file."""
    file = io.BytesIO()
    Image.new("RGB", (480, 480), colour).save(file, "PNG")
    return file.getvalue()


def origin(page: Page) -> str:
    return re.sub(r"(https?://[^/]+).*", r"\1", page.url)


def custom_size(page: Page) -> None:
    page.locator("[name=size_mode][value=custom]").dispatch_event("click")
    page.locator("[name=w]").fill("1600")
    page.locator("[name=h]").fill("900")


def bad_reference(page: Page) -> None:
    bad = {"name": "notes.pdf", "mimeType": "application/pdf", "buffer": b"no picture"}
    page.locator("[data-ref-files]").set_input_files(bad)
    page.locator("[data-ref-bad]").wait_for()


def wrong_password(page: Page) -> None:
    page.locator("[name=login]").fill("nobody@studio.example")
    page.locator("[name=password]").fill("not this one")
    page.locator("main button.btn--solid").click()
    page.locator(".banner").wait_for()


def new_access_key(page: Page) -> None:
    """The password is asked for once in a while."""
    page.locator("[name=name]").fill("Figma plug-in")
    page.locator("main .actions .btn--solid").click()
    if page.locator("[name=password]").count():
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main button.btn--solid").click()
    page.locator("#secret").wait_for()


def first_image(page: Page) -> None:
    page.goto(origin(page) + (page.locator(".image-tile a").first.get_attribute("href") or ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A page by our address, what is done there, and the design's file of it."""

    name: str
    at: str = "/"
    steps: tuple[Step, ...] = ()
    design: str = ""
    language: str = "en"
    signed_in: bool = True


def click(selector: str) -> Step:
    return lambda page: page.locator(selector).first.click()


def type_prompt(text: str) -> Step:
    return lambda page: page.locator("#prompt").fill(text)


def offline(page: Page) -> None:
    page.locator(".banner[data-offline]").evaluate("banner => { banner.hidden = false }")


EDIT_KEY = click("a[href*='?back=']")
EMPTY = [
    State(name="studio-empty", design="studio.html#empty"),
    State(name="gallery-empty", at="/gallery/", design="gallery.html#empty"),
]
"""Before the first run."""
FULL = [
    State(name="studio", design="studio.html"),
    State(name="studio-zh", design="zh/studio.html", language="zh-hans"),
    State(name="studio-custom", steps=(custom_size,), design="studio.html#custom"),
    State(name="studio-long", steps=(type_prompt("A slow river. " * 250),), design="studio.html#long"),
    State(name="studio-badref", steps=(bad_reference,), design="studio.html#badref"),
    State(name="studio-offline", steps=(offline,), design="studio.html#offline"),
    State(name="runs", at="/runs/"),
    State(name="gallery", at="/gallery/", design="gallery.html"),
    State(name="gallery-zh", at="/gallery/", design="zh/gallery.html", language="zh-hans"),
    State(name="usage", at="/usage/", design="usage.html"),
    State(name="usage-zh", at="/usage/", design="zh/usage.html", language="zh-hans"),
    State(name="recovery", at="/usage/recovery/"),
    State(name="recovery-zh", at="/usage/recovery/", language="zh-hans"),
    State(name="outcome", at="/usage/recovery/", steps=(click("[popovertarget$=-outcome]"),)),
    State(name="image", at="/gallery/", steps=(first_image,), design="image.html"),
    State(name="menu", at="/gallery/", steps=(click("[popovertarget=me-menu]"),)),
    State(name="keys", at="/gallery/", steps=(lambda page: page.keyboard.press("?"),)),
    State(name="account", at="/account/"),
    State(name="access-keys", at="/account/keys/", steps=(new_access_key,)),
    State(name="access-key", at="/account/keys/", steps=(new_access_key, EDIT_KEY)),
    State(name="access-key-zh", at="/account/keys/", steps=(new_access_key, EDIT_KEY), language="zh-hans"),
    State(name="api-docs", at="/docs/api/"),
    State(name="api-docs-zh", at="/docs/api/", language="zh-hans"),
    State(name="audit", at="/administration/audit/?q=signed"),
    State(name="audit-zh", at="/administration/audit/?person=1", language="zh-hans"),
    State(name="account-delete", at="/account/delete/"),
    State(name="not-found", at="/nothing/here/"),
    State(name="login", at="/account/login/", design="login.html", signed_in=False),
    State(name="login-zh", at="/account/login/", design="zh/login.html", language="zh-hans", signed_in=False),
    State(name="login-error", at="/account/login/", steps=(wrong_password,), design="login.html#error",
          signed_in=False),
    State(name="password-reset", at="/account/password/reset/", signed_in=False),
]  # fmt: skip
OTHER_PAGES = {
    "trash": "/gallery/trash/",
    "notifications": "/notifications/",
    "budget-requests": "/budget-requests/",
    "mismatches": "/usage/mismatches/",
    "review": "/review/",
    "releases": "/review/releases/",
    "account-email": "/account/email/",
    "sessions": "/account/sessions/",
    "teams": "/teams/",
    "people": "/people/",
    "administration": "/administration/",
    "settings": "/administration/settings/",
    "models": "/administration/models/",
    "prices": "/administration/prices/",
    "budgets": "/administration/budgets/",
    "rules": "/administration/rules/",
    "hidden": "/administration/hidden/",
}
"""Those that are photographed as they are, in both languages."""
FULL += [
    State(name=f"{name}{mark}", at=at, language=language)
    for name, at in OTHER_PAGES.items()
    for mark, language in {"": "en", "-zh": "zh-hans"}.items()
]
FULL += [
    State(name="image-zh", at="/gallery/", steps=(first_image,), design="zh/image.html", language="zh-hans"),
    State(name="menu-zh", at="/gallery/", steps=(click("[popovertarget=me-menu]"),), language="zh-hans"),
    State(name="keys-zh", at="/gallery/", steps=(lambda page: page.keyboard.press("?"),), language="zh-hans"),
    State(name="runs-zh", at="/runs/", language="zh-hans"),
    State(name="account-zh", at="/account/", language="zh-hans"),
    State(name="account-delete-zh", at="/account/delete/", language="zh-hans"),
    State(name="not-found-zh", at="/nothing/here/", language="zh-hans"),
]
