"""What users see when a run fails in whole or in part, and what they can do about it."""

import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from studio.accounts.models import User
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import ComposerPage, unique_prompt
from tests.live import LiveStudio
from tests.pausable_painter import PausablePainter


@pytest.fixture
def paused_worker(studio: LiveStudio) -> Iterator[None]:
    """Pauses the worker: runs stay in the queue until the test is over."""
    studio.send("worker", signal.SIGSTOP)
    yield
    studio.send("worker", signal.SIGCONT)


def run_with_fault(
    composer: ComposerPage, database: StudioDatabase, user: User, fault: str, images: int = 3
) -> int:
    """A run with this fault that has ended and is shown on the page; returns its id."""
    run = database.create_run(user, f"{unique_prompt()} [[fault:{fault}]]", images=images)
    composer.open()
    expect(composer.run(run).get_by_role("progressbar")).to_be_hidden()
    return run


def test_a_failed_tile_shows_cause_and_remedy_and_that_it_is_not_billed(
    composer: ComposerPage, database: StudioDatabase, alice: User
) -> None:
    run = run_with_fault(composer, database, alice, "fail:1")
    tile = composer.run(run).get_by_role("listitem").filter(has_text="Image 2 failed")
    expect(tile).to_contain_text("Blocked by the content check")
    expect(tile).to_contain_text("The image may contain restricted content. A retry may succeed. Not billed.")
    expect(composer.run(run).get_by_text("2 of 3 images, 1 failed")).to_be_visible()
    expect(composer.run(run)).to_contain_text("Usage 2 images, 28,800 tokens")
    tile.get_by_role("button", name="Details").click()
    expect(composer.page.get_by_text("The output image may contain sensitive information.")).to_be_visible()
    expect(composer.page.get_by_text("OutputImageSensitiveContentDetected")).to_be_visible()


def test_a_failed_image_is_retried_in_a_new_run(
    composer: ComposerPage, database: StudioDatabase, alice: User
) -> None:
    run = run_with_fault(composer, database, alice, "fail:2")
    composer.run(run).get_by_role("button", name="Retry image 3").click()
    expect(composer.runs).to_have_count(2)
    retry = int((composer.runs.first.get_attribute("id") or "").removeprefix("run-"))
    assert retry > run
    composer.expect_all_images(retry, 1)
    expect(composer.run(run).get_by_text("Image 3 failed")).to_be_visible()
    retried = composer.run(run).get_by_role("link", name=f"Retried in run {retry}")
    expect(retried.locator("img")).to_be_visible()
    expect(composer.run(run).get_by_text("2 of 3 images, 1 retried")).to_be_visible()


def test_giving_up_on_a_dead_image_link_asks_for_confirmation(
    composer: ComposerPage, database: StudioDatabase, alice: User
) -> None:
    composer.open()
    run = database.create_run(alice, f"{unique_prompt()} [[fault:link404]]")
    alert = composer.run(run).get_by_role("alert")
    expect(alert).to_contain_text("Attempt 1: the link returned 404. Next try")
    alert.get_by_role("button", name="Give up").click()
    dialog = composer.page.get_by_role("dialog", name="Give up saving")
    expect(dialog).to_contain_text("1 image will be lost.")
    dialog.get_by_role("button", name="Give up").click()
    expect(composer.run(run).get_by_text("Image 1 is lost")).to_be_visible()
    expect(composer.run(run).get_by_text("0 of 1 image, 1 lost")).to_be_visible()


def test_images_that_the_model_left_out_are_marked(
    composer: ComposerPage, database: StudioDatabase, alice: User
) -> None:
    run = run_with_fault(composer, database, alice, "fewer:1")
    expect(composer.run(run).get_by_text("The model did not generate this image. Not billed.")).to_have_count(
        2
    )
    expect(composer.run(run)).to_contain_text("1 of 3 images")


def test_a_refused_run_shows_why_and_that_nothing_is_billed(
    composer: ComposerPage, database: StudioDatabase, alice: User
) -> None:
    run = run_with_fault(composer, database, alice, "input_text")
    alert = composer.run(run).get_by_role("alert")
    expect(alert).to_contain_text("Prompt refused by the content check")
    expect(alert).to_contain_text("Reword the prompt.")
    expect(alert).to_contain_text("Nothing was generated and nothing was billed.")


def test_a_failed_run_is_rerun_with_one_click(
    composer: ComposerPage, database: StudioDatabase, alice: User
) -> None:
    run = run_with_fault(composer, database, alice, "input_text")
    composer.run(run).get_by_role("alert").get_by_role("button", name="Run again").click()
    expect(composer.runs).to_have_count(2)


def test_an_unknown_run_shows_its_maximum_cost_and_keeps_its_images(
    composer: ComposerPage, database: StudioDatabase, alice: User
) -> None:
    run = run_with_fault(composer, database, alice, "drop_after:1")
    alert = composer.run(run).get_by_role("alert")
    expect(alert).to_contain_text(
        "2 images are unknown. Images may have been generated: up to 43,200 tokens, which would cost CN¥0.75."
    )
    expect(composer.run(run).get_by_text("Outcome unknown", exact=True)).to_be_visible()
    expect(composer.images(run)).to_have_count(1)
    expect(composer.run(run).get_by_role("listitem").filter(has_text="unknown")).to_have_count(0)


def test_rerunning_an_unknown_run_asks_for_confirmation(
    composer: ComposerPage, database: StudioDatabase, alice: User
) -> None:
    run = run_with_fault(composer, database, alice, "drop_after:1")
    composer.run(run).get_by_role("alert").get_by_role("button", name="Run again").click()
    dialog = composer.page.get_by_role("dialog", name="Run this again?")
    expect(dialog).to_contain_text("up to 3 images may be generated twice, which would cost another CN¥0.75")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()
    expect(composer.runs).to_have_count(1)
    composer.run(run).get_by_role("alert").get_by_role("button", name="Run again").click()
    dialog.get_by_role("button", name="Run again").click()
    expect(composer.runs).to_have_count(2)
    assert database.run_state(run) == "unknown"


def test_a_queued_run_is_cancelled(
    composer: ComposerPage, database: StudioDatabase, alice: User, paused_worker: None
) -> None:
    composer.open().prompt.fill(unique_prompt())
    run = composer.send()
    expect(composer.run(run).get_by_text("Queued")).to_be_visible()
    composer.run(run).get_by_role("button", name="Cancel").click()
    expect(composer.run(run).get_by_text("Cancelled", exact=True)).to_be_visible()
    expect(composer.run(run).get_by_role("button", name="Cancel")).to_have_count(0)
    assert database.run_state(run) == "cancelled"


CLICK_RERUN_WHEN_SHOWN = """() => new MutationObserver((_, observer) => {
  const button = document.querySelector("form[action*=rerun] button");
  if (button) { observer.disconnect(); button.click(); }
}).observe(document.body, { childList: true, subtree: true })"""


def test_a_button_of_a_swapped_card_works_immediately(composer: ComposerPage, paused_worker: None) -> None:
    composer.open().prompt.fill(unique_prompt())
    run = composer.send()
    composer.page.evaluate(CLICK_RERUN_WHEN_SHOWN)
    composer.run(run).get_by_role("button", name="Cancel").click()
    expect(composer.runs).to_have_count(2)


def test_cancelling_a_running_call_explains_its_limits_and_saves_images(
    composer: ComposerPage, database: StudioDatabase, painter: PausablePainter
) -> None:
    prompt = unique_prompt()
    release = painter.hold(prompt, after=1)
    composer.open().prompt.fill(prompt)
    composer.ask_for_group(3)
    run = composer.send()
    expect(composer.images(run)).to_have_count(1)
    composer.run(run).get_by_role("button", name="Cancel", exact=True).click()
    dialog = composer.page.get_by_role("dialog", name="Cancel this run")
    expect(dialog).to_contain_text("up to 2 images may still be generated. Images that arrive are saved.")
    dialog.get_by_role("button", name="Cancel anyway").click()
    expect(composer.run(run).get_by_text("Cancelling. Images that still arrive are saved.")).to_be_visible()
    release(3)
    composer.expect_all_images(run, 3)


def test_a_stale_cancel_shows_that_the_run_has_ended(
    composer: ComposerPage, database: StudioDatabase, alice: User, paused_worker: None, studio: LiveStudio
) -> None:
    composer.open().prompt.fill(unique_prompt())
    run = composer.send()
    other = ComposerPage(composer.page.context.new_page()).open()
    # The first page gets no live update.
    composer.page.evaluate("document.querySelector('#stream').remove()")
    other.run(run).get_by_role("button", name="Cancel").click()
    expect(other.run(run).get_by_text("Cancelled", exact=True)).to_be_visible()
    composer.run(run).get_by_role("button", name="Cancel").click()
    expect(composer.run(run).get_by_role("alert")).to_contain_text("This run has already ended.")
    expect(composer.run(run).get_by_text("Cancelled", exact=True)).to_be_visible()
