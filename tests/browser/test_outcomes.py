"""What a person is told when not all goes well, and what they can do then."""

import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from studio.accounts.models import User
from tests.browser.ledger import Ledger
from tests.browser.studio_page import ComposerPage, words
from tests.latency import Pace
from tests.live import LiveStudio


@pytest.fixture
def no_worker(studio: LiveStudio) -> Iterator[None]:
    """Runs stay in the queue until the test is over."""
    studio.send("worker", signal.SIGSTOP)
    yield
    studio.send("worker", signal.SIGCONT)


def ended(composer: ComposerPage, ledger: Ledger, user: User, fault: str, images: int = 3) -> int:
    """A run of somebody that has met a fault, on the page; its number."""
    run = ledger.run(user, f"{words()} [[fault:{fault}]]", images=images)
    composer.open()
    expect(composer.run(run).get_by_role("progressbar")).to_be_hidden()
    return run


def test_a_failed_tile_says_what_happened_what_to_do_and_that_it_is_not_billed(
    composer: ComposerPage, ledger: Ledger, alice: User
) -> None:
    run = ended(composer, ledger, alice, "fail:1")
    tile = composer.run(run).get_by_role("listitem").filter(has_text="Image 2 failed")
    expect(tile).to_contain_text("Blocked by the content check")
    expect(tile).to_contain_text("The image may contain restricted content. A retry may succeed. Not billed.")
    expect(composer.run(run).get_by_text("2 of 3 images, 1 failed")).to_be_visible()
    expect(composer.run(run)).to_contain_text("Usage 2 images, 28,800 tokens")
    tile.get_by_role("button", name="Details").click()
    expect(composer.page.get_by_text("The output image may contain sensitive information.")).to_be_visible()
    expect(composer.page.get_by_text("OutputImageSensitiveContentDetected")).to_be_visible()


def test_a_failed_image_is_retried_by_a_run_of_its_own(
    composer: ComposerPage, ledger: Ledger, alice: User
) -> None:
    run = ended(composer, ledger, alice, "fail:2")
    composer.run(run).get_by_role("button", name="Retry image 3").click()
    expect(composer.runs).to_have_count(2)
    again = int((composer.runs.first.get_attribute("id") or "").removeprefix("run-"))
    assert again > run
    composer.expect_whole(again, 1)
    expect(composer.run(run).get_by_text("Image 3 failed")).to_be_visible()
    retried = composer.run(run).get_by_role("link", name=f"Retried in run {again}")
    expect(retried.locator("img")).to_be_visible()
    expect(composer.run(run).get_by_text("2 of 3 images, 1 retried")).to_be_visible()


def test_images_behind_a_dead_link_are_given_up_after_a_question(
    composer: ComposerPage, ledger: Ledger, alice: User
) -> None:
    composer.open()
    run = ledger.run(alice, f"{words()} [[fault:link404]]")
    problem = composer.run(run).get_by_role("alert")
    expect(problem).to_contain_text("Attempt 1: the link returned 404. Next try")
    problem.get_by_role("button", name="Give up").click()
    question = composer.page.get_by_role("dialog", name="Give up saving")
    expect(question).to_contain_text("1 image will be lost.")
    question.get_by_role("button", name="Give up").click()
    expect(composer.run(run).get_by_text("Image 1 is lost")).to_be_visible()
    expect(composer.run(run).get_by_text("0 of 1 image, 1 lost")).to_be_visible()


def test_images_that_the_model_left_out_say_so(composer: ComposerPage, ledger: Ledger, alice: User) -> None:
    run = ended(composer, ledger, alice, "fewer:1")
    expect(composer.run(run).get_by_text("The model did not generate this image. Not billed.")).to_have_count(
        2
    )
    expect(composer.run(run)).to_contain_text("1 of 3 images")


def test_a_refused_run_says_why_and_that_nothing_is_billed(
    composer: ComposerPage, ledger: Ledger, alice: User
) -> None:
    run = ended(composer, ledger, alice, "input_text")
    problem = composer.run(run).get_by_role("alert")
    expect(problem).to_contain_text("Prompt refused by the content check")
    expect(problem).to_contain_text("Reword the prompt.")
    expect(problem).to_contain_text("Nothing was generated and nothing was billed.")


def test_a_failed_run_is_run_again_with_one_click(
    composer: ComposerPage, ledger: Ledger, alice: User
) -> None:
    run = ended(composer, ledger, alice, "input_text")
    composer.run(run).get_by_role("alert").get_by_role("button", name="Run again").click()
    expect(composer.runs).to_have_count(2)


def test_an_unknown_run_shows_its_upper_bound_and_keeps_what_came(
    composer: ComposerPage, ledger: Ledger, alice: User
) -> None:
    run = ended(composer, ledger, alice, "drop_after:1")
    problem = composer.run(run).get_by_role("alert")
    expect(problem).to_contain_text(
        "2 images are unknown. Images may have been generated: up to 43,200 tokens, which would cost CN¥0.75."
    )
    expect(composer.run(run).get_by_text("Outcome unknown", exact=True)).to_be_visible()
    expect(composer.pictures(run)).to_have_count(1)
    expect(composer.run(run).get_by_role("listitem").filter(has_text="unknown")).to_have_count(0)


def test_an_unknown_run_asks_before_it_runs_again(
    composer: ComposerPage, ledger: Ledger, alice: User
) -> None:
    run = ended(composer, ledger, alice, "drop_after:1")
    composer.run(run).get_by_role("alert").get_by_role("button", name="Run again").click()
    dialog = composer.page.get_by_role("dialog", name="Run this again?")
    expect(dialog).to_contain_text("up to 3 images may be generated twice, which would cost another CN¥0.75")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()
    expect(composer.runs).to_have_count(1)
    composer.run(run).get_by_role("alert").get_by_role("button", name="Run again").click()
    dialog.get_by_role("button", name="Run again").click()
    expect(composer.runs).to_have_count(2)
    assert ledger.state(run) == "unknown"


def test_a_waiting_run_is_cancelled(
    composer: ComposerPage, ledger: Ledger, alice: User, no_worker: None
) -> None:
    composer.open().prompt.fill(words())
    run = composer.send()
    expect(composer.run(run).get_by_text("Queued")).to_be_visible()
    composer.run(run).get_by_role("button", name="Cancel").click()
    expect(composer.run(run).get_by_text("Cancelled", exact=True)).to_be_visible()
    expect(composer.run(run).get_by_role("button", name="Cancel")).to_have_count(0)
    assert ledger.state(run) == "cancelled"


CLICK_AT_ONCE = """() => new MutationObserver((_, observer) => {
  const button = document.querySelector("form[action*=rerun] button");
  if (button) { observer.disconnect(); button.click(); }
}).observe(document.body, { childList: true, subtree: true })"""


def test_a_button_of_a_swapped_card_works_from_its_first_moment(
    composer: ComposerPage, no_worker: None
) -> None:
    composer.open().prompt.fill(words())
    run = composer.send()
    composer.page.evaluate(CLICK_AT_ONCE)
    composer.run(run).get_by_role("button", name="Cancel").click()
    expect(composer.runs).to_have_count(2)


def test_a_cancel_of_a_running_call_says_what_it_cannot_do_and_saves_what_comes(
    composer: ComposerPage, ledger: Ledger, pace: Pace
) -> None:
    prompt = words()
    let = pace.hold(prompt, after=1)
    composer.open().prompt.fill(prompt)
    composer.ask_for_group(3)
    run = composer.send()
    expect(composer.pictures(run)).to_have_count(1)
    composer.run(run).get_by_role("button", name="Cancel", exact=True).click()
    note = composer.page.get_by_role("dialog", name="Cancel this run")
    expect(note).to_contain_text("up to 2 images may still be generated. Images that arrive are saved.")
    note.get_by_role("button", name="Cancel anyway").click()
    expect(composer.run(run).get_by_text("Cancelling. Images that still arrive are saved.")).to_be_visible()
    let(3)
    composer.expect_whole(run, 3)


def test_a_stale_cancel_is_answered_with_the_truth(
    composer: ComposerPage, ledger: Ledger, alice: User, no_worker: None, studio: LiveStudio
) -> None:
    composer.open().prompt.fill(words())
    run = composer.send()
    other = ComposerPage(composer.page.context.new_page()).open()
    # The first page hears nothing of it.
    composer.page.evaluate("document.querySelector('#stream').remove()")
    other.run(run).get_by_role("button", name="Cancel").click()
    expect(other.run(run).get_by_text("Cancelled", exact=True)).to_be_visible()
    composer.run(run).get_by_role("button", name="Cancel").click()
    expect(composer.run(run).get_by_role("alert")).to_contain_text("This run has already ended.")
    expect(composer.run(run).get_by_text("Cancelled", exact=True)).to_be_visible()
