"""How many images are asked for, and what the references leave of the common limit."""

from playwright.sync_api import expect

from tests.browser.studio_page import Desk, photos

FULL = "References and images share a limit of 15. With 2 references, up to 13 images."


def test_the_number_is_hidden_until_a_group_is_wanted(desk: Desk) -> None:
    expect(desk.open().most).to_be_hidden()
    desk.choose("Auto")
    expect(desk.most).to_be_visible()


def test_the_stepper_counts_and_stops_at_its_ends(desk: Desk) -> None:
    desk.open().ask_for_group(14)
    more, fewer = (desk.form.get_by_role("button", name=f"{word} images") for word in ("More", "Fewer"))
    more.click()
    more.click()
    expect(desk.most).to_have_value("15")
    desk.most.fill("2")
    fewer.click()
    fewer.click()
    expect(desk.most).to_have_value("1")


def test_references_and_images_together_are_explained_when_they_reach_fifteen(desk: Desk) -> None:
    desk.open().add_and_wait(photos(2))
    desk.ask_for_group(12)
    expect(desk.rule).to_be_hidden()
    desk.form.get_by_role("button", name="More images").click()
    expect(desk.rule).to_have_text(FULL)
    desk.form.get_by_role("button", name="More images").click()
    expect(desk.most).to_have_value("13")


def test_more_than_fit_beside_the_references_is_marked_and_refused(desk: Desk) -> None:
    desk.open().add_and_wait(photos(2))
    desk.prompt.fill("Vases")
    desk.ask_for_group(14)
    expect(desk.most).to_have_attribute("aria-invalid", "true")
    expect(desk.rule).to_have_text(FULL)
    desk.generate.click()
    error = desk.form.get_by_text(
        "References and images share a limit of 15, which leaves room for 13 images."
    )
    expect(error).to_be_visible()
    expect(desk.most).to_be_focused()
    expect(desk.most).to_have_value("14")
    expect(desk.runs).to_have_count(0)
