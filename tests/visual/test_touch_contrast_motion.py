"""The style guide on touch screens, in forced colours and with reduced motion."""

from playwright.sync_api import Page

from tests.visual.conftest import Guide

# What can be hit, with the label around it or the margin that reaches for it; a link in a text is as low as its line.
SMALL = """() => [...document.querySelectorAll("main :is(a[href], button, input, select, summary)")].filter(one => {
  const box = (one.closest("label") ?? one).getBoundingClientRect();
  const margin = Math.max(0, -parseFloat(getComputedStyle(one, "::before").top) || 0);
  return one.checkVisibility() && one.type != "hidden" && !one.matches(".link, p a, p button")
    && Math.min(box.width, box.height) + 2 * margin < 24;
}).map(one => one.outerHTML.slice(0, 120))"""
MOVING = """() => [...document.querySelectorAll("*")].flatMap(one => ["", "::before", "::after"].map(part => {
  const look = getComputedStyle(one, part || null);
  const longest = Math.max(...look.transitionDuration.split(",").map(parseFloat));
  return [one.className + part, longest, look.animationName];
})).filter(([, longest, animation]) => longest > %s || animation != "none")"""


def styles(page: Page, selector: str, name: str) -> set[str]:
    """The values of a property over all elements that match."""
    found: list[str] = page.locator(selector).evaluate_all(
        "(all, name) => all.map(one => getComputedStyle(one).getPropertyValue(name))", name
    )
    assert found, selector
    return set(found)


def test_everything_that_can_be_hit_is_large_enough(guide: Guide) -> None:
    assert guide().evaluate(SMALL) == []
    assert guide(390, has_touch=True, is_mobile=True).evaluate(SMALL) == []


def test_controls_grow_for_fingers(guide: Guide) -> None:
    page = guide(390, has_touch=True, is_mobile=True)
    assert styles(page, "#guide-controls .btn:not(.btn--sm, .btn--lg)", "height") == {"40px"}
    assert styles(page, "#guide-controls .btn--lg", "height") == {"46px"}
    assert styles(page, "#guide-fields .form-field .input", "height") == {"46px"}


def test_forced_colours_keep_borders_and_what_is_chosen(guide: Guide) -> None:
    page = guide(forced_colors="active")
    for framed in ("#guide-controls .btn", ".pill", ".menu", ".dialog", ".toast", ".input"):
        assert styles(page, framed, "border-top-style") == {"solid"}, framed
    for chosen in (
        ".btn[aria-pressed=true]",
        ".segmented > :has(:checked)",
        ".segmented > [aria-pressed=true]",
        ".ratio:has(:checked)",
    ):
        assert styles(page, chosen, "outline-style") == {"solid"}, chosen


def test_nothing_moves_for_those_who_asked_for_stillness(guide: Guide) -> None:
    assert guide(reduced_motion="reduce").evaluate(MOVING % 0) == []


def test_otherwise_only_spinners_and_shimmer_take_longer_than_a_third_of_a_second(guide: Guide) -> None:
    moving = guide(reduced_motion="no-preference").evaluate(MOVING % 0.32)
    assert {animation for _, _, animation in moving} == {"spin", "shimmer"}
    assert all(longest <= 0.32 for _, longest, _ in moving)
