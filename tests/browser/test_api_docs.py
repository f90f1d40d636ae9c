"""The API documentation: readers choose the language of the examples, with or without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from tests.browser.conftest import OpenPage


def choose_language(page: Page, language: str) -> None:
    page.get_by_role("group", name="Examples in").get_by_label(language).check()


@pytest.mark.parametrize("with_javascript", [True, False])
def test_only_the_chosen_language_is_shown(open_page: OpenPage, alice: User, with_javascript: bool) -> None:
    page = open_page(alice, java_script_enabled=with_javascript)
    page.goto("/docs/api/")
    for language, file in (("Ark SDK", "create_ark.py"), ("Node.js", "create.mjs"), ("curl", "create.sh")):
        choose_language(page, language)
        expect(page.locator("#create [data-languages]:visible .code__file")).to_have_text([file])


def test_an_example_is_copied_verbatim(open_page: OpenPage, alice: User) -> None:
    page = open_page(alice, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/docs/api/")
    choose_language(page, "Python")
    page.locator("#create .code:visible").first.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    assert text == page.locator("#create-py").text_content()
    assert text.startswith("# pip install openai\nimport os\n")


def test_choosing_a_language_keeps_the_section_in_view(open_page: OpenPage, alice: User) -> None:
    page = open_page(alice, viewport={"width": 390, "height": 844})
    page.goto("/docs/api/#groups")
    expect(page.locator("#groups-h")).to_be_in_viewport()
    choose_language(page, "Ark SDK")
    expect(page.locator("#groups-h")).to_be_in_viewport()
    expect(page.locator("#language-ark")).to_be_in_viewport()


def test_the_language_can_also_be_chosen_beside_the_code(open_page: OpenPage, alice: User) -> None:
    page = open_page(alice, viewport={"width": 1440, "height": 900})
    page.goto("/docs/api/#errors")
    page.locator("#errors .code:visible label", has_text="Node.js").click()
    expect(page.locator("#errors-mjs")).to_be_visible()
    expect(page.locator("#language-node")).to_be_checked()
    expect(page.locator("#errors-h")).to_be_in_viewport()
