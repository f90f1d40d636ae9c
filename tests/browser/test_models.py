"""Choosing a model: the composer follows it, and what was typed stays."""

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from studio.generations.models import Generation
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import ComposerPage
from tests.browser.test_accessibility import set_viewport_and_theme, violations
from tests.fixtures import enable_models

PRO, LITE = "doubao-seedream-5.0-pro", "doubao-seedream-5.0-lite"


@pytest.fixture(autouse=True)
def models(alice: User, database: StudioDatabase) -> None:
    """Alice works in a team that has three models, which no other test sees."""
    team = database.create_team(alice)

    def enable_for_team() -> None:
        enable_models(PRO, LITE, by=alice, team=team)
        User.objects.filter(pk=alice.pk).update(workspace=team)

    database(enable_for_team)


def select_model(composer: ComposerPage, name: str) -> None:
    composer.form.get_by_role("combobox", name="Model").select_option(label=name)
    expect(composer.form.locator("[name=shown_model]")).to_have_value(
        {"Seedream 5.0 Pro": PRO, "Seedream 5.0 Lite": LITE}[name]
    )


def test_the_composer_follows_the_model_and_the_run_uses_it(
    composer: ComposerPage, alice: User, database: StudioDatabase
) -> None:
    composer.open().prompt.fill("A vase from above")
    composer.ask_for_group(3)
    composer.choose("4K")
    select_model(composer, "Seedream 5.0 Pro")
    expect(composer.prompt).to_have_value("A vase from above")
    expect(composer.form.locator("#model-notes")).to_contain_text("Size changed from 4096×4096 to 2048×2048.")
    composer.choose("1.5K")
    expect(composer.cost).to_have_text("1 image, 9,216 tokens")
    run = composer.send()
    expect(composer.run(run)).to_contain_text("Seedream 5.0 Pro")
    created = database(lambda: Generation.objects.get(pk=run))
    assert (created.model, created.size, created.max_images) == (PRO, "1536x1536", None)


def test_a_custom_size_is_checked_against_the_models_limits(composer: ComposerPage) -> None:
    composer.open()
    select_model(composer, "Seedream 5.0 Pro")
    composer.ask_for_size(1601, 1600)
    expect(composer.size_message).to_contain_text("Width and height must be multiples of 16.")
    composer.size_message.get_by_role("button", name="Use 1600 × 1600").click()
    expect(composer.generate).to_be_enabled()


def test_the_model_picker_works_by_keyboard_and_axe_finds_no_violations(
    page: Page, composer: ComposerPage
) -> None:
    for variant in ((1440, "light", "en"), (390, "dark", "zh-hans")):
        set_viewport_and_theme(page, *variant)
        composer.open()
        model = page.locator("#model")
        model.focus()
        with page.expect_response("**/composer/model/"):
            page.keyboard.press("ArrowDown")
        expect(model).to_be_focused()
        expect(page.locator("#model-notes .message")).to_have_count(0)
        assert violations(page) == []
