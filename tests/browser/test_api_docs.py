"""The documentation of the API: readers choose the language of the examples, with or without a script."""

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from tests.browser.conftest import Visits


def choose(page: Page, language: str) -> None:
    page.get_by_role("group", name="Examples in").get_by_label(language).check()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_chosen_language_alone_is_shown(visit: Visits, alice: User, scripts: bool) -> None:
    page = visit(alice, java_script_enabled=scripts)
    page.goto("/docs/api/")
    for language, file in (("Ark SDK", "create_ark.py"), ("Node.js", "create.mjs"), ("curl", "create.sh")):
        choose(page, language)
        expect(page.locator("#create [data-languages]:visible .code__file")).to_have_text([file])


def test_an_example_is_copied_as_it_is(visit: Visits, alice: User) -> None:
    page = visit(alice, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/docs/api/")
    choose(page, "Python")
    page.locator("#create .code:visible").first.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    assert text == page.locator("#create-py").text_content()
    assert text.startswith("# pip install openai\nimport os\n")


def test_the_choice_moves_nothing_out_of_sight(visit: Visits, alice: User) -> None:
    page = visit(alice, viewport={"width": 390, "height": 844})
    page.goto("/docs/api/#groups")
    expect(page.locator("#groups-h")).to_be_in_viewport()
    choose(page, "Ark SDK")
    expect(page.locator("#groups-h")).to_be_in_viewport()
    expect(page.locator("#language-ark")).to_be_in_viewport()


def test_the_language_is_chosen_beside_the_code_too(visit: Visits, alice: User) -> None:
    page = visit(alice, viewport={"width": 1440, "height": 900})
    page.goto("/docs/api/#errors")
    page.locator("#errors .code:visible label", has_text="Node.js").click()
    expect(page.locator("#errors-mjs")).to_be_visible()
    expect(page.locator("#language-node")).to_be_checked()
    expect(page.locator("#errors-h")).to_be_in_viewport()
