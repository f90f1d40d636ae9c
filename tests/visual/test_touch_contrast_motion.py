"""The style guide on touch screens, in forced colours and with reduced motion."""

from playwright.sync_api import Page

from tests.visual.conftest import OpenStyleGuide

# Touch targets below 24 pixels, measured with their label and extended hit area; links in text are exempt.
TOO_SMALL = """() => [...document.querySelectorAll("main :is(a[href], button, input, select, summary)")].filter(one => {
  const box = (one.closest("label") ?? one).getBoundingClientRect();
  const margin = Math.max(0, -parseFloat(getComputedStyle(one, "::before").top) || 0);
  return one.checkVisibility() && one.type != "hidden" && !one.matches(".link, p a, p button")
    && Math.min(box.width, box.height) + 2 * margin < 24;
}).map(one => one.outerHTML.slice(0, 120))"""
MOVING_ELEMENTS = """() => [...document.querySelectorAll("*")].flatMap(one => ["", "::before", "::after"].map(part => {
  const look = getComputedStyle(one, part || null);
  const longest = Math.max(...look.transitionDuration.split(",").map(parseFloat));
  return [one.className + part, longest, look.animationName];
})).filter(([, longest, animation]) => longest > %s || animation != "none")"""


def property_values(page: Page, selector: str, name: str) -> set[str]:
    """The values of a CSS property over all elements that match."""
    values: list[str] = page.locator(selector).evaluate_all(
        "(all, name) => all.map(one => getComputedStyle(one).getPropertyValue(name))", name
    )
    assert values, selector
    return set(values)


def test_every_touch_target_is_large_enough(open_style_guide: OpenStyleGuide) -> None:
    assert open_style_guide().evaluate(TOO_SMALL) == []
    assert open_style_guide(390, has_touch=True, is_mobile=True).evaluate(TOO_SMALL) == []


def test_controls_are_larger_on_touch_screens(open_style_guide: OpenStyleGuide) -> None:
    page = open_style_guide(390, has_touch=True, is_mobile=True)
    assert property_values(page, "#guide-controls .btn:not(.btn--sm, .btn--lg)", "height") == {"40px"}
    assert property_values(page, "#guide-controls .btn--lg", "height") == {"46px"}
    assert property_values(page, "#guide-fields .form-field .input", "height") == {"46px"}


def test_forced_colours_keep_borders_and_selection_visible(open_style_guide: OpenStyleGuide) -> None:
    page = open_style_guide(forced_colors="active")
    for bordered in ("#guide-controls .btn", ".pill", ".menu", ".dialog", ".toast", ".input"):
        assert property_values(page, bordered, "border-top-style") == {"solid"}, bordered
    for selected in (
        ".btn[aria-pressed=true]",
        ".segmented > :has(:checked)",
        ".segmented > [aria-pressed=true]",
        ".ratio:has(:checked)",
    ):
        assert property_values(page, selected, "outline-style") == {"solid"}, selected


def test_nothing_moves_with_reduced_motion(open_style_guide: OpenStyleGuide) -> None:
    assert open_style_guide(reduced_motion="reduce").evaluate(MOVING_ELEMENTS % 0) == []


def test_only_spinners_and_shimmer_animate_longer_than_a_third_of_a_second(
    open_style_guide: OpenStyleGuide,
) -> None:
    moving = open_style_guide(reduced_motion="no-preference").evaluate(MOVING_ELEMENTS % 0.32)
    assert {animation for _, _, animation in moving} == {"spin", "shimmer"}
    assert all(longest <= 0.32 for _, longest, _ in moving)
