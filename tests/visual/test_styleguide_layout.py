"""The layout of the style guide at three widths, with themes and languages mixed so that every pair occurs."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.test_accessibility import DISPLAY_VARIANTS, violations
from tests.database import ROOT
from tests.visual.conftest import OpenStyleGuide

SCREENSHOTS = ROOT / "build/shots/styleguide"
HORIZONTAL_OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Loads lazy images too; the addresses of those that fail.
BROKEN_IMAGES = """() => Promise.all([...document.images].map(one => new Promise(done => {
  one.loading = "eager";
  if (one.complete) done(); else one.onload = one.onerror = done;
}).then(() => one.naturalWidth ? "" : one.src))).then(all => all.filter(Boolean))"""
# Beyond the right edge of the window, and in no scroll container.
UNREACHABLE_ELEMENTS = """() => [...document.querySelectorAll("main :is(a, button, input, p, h2)")].filter(one =>
  one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1
  && !one.closest(".visually-hidden, [popover], ol.refs .ref--bad")).map(one => one.outerHTML.slice(0, 120))"""
# Each tile's aspect ratio as a percentage of the ratio reserved for it, if off by more than 1.
WRONG_RATIO = """() => [...document.querySelectorAll(".tile:not([hidden]), .image-tile")].map(tile => {
  const {width, height} = tile.getBoundingClientRect(), ratio = +getComputedStyle(tile).getPropertyValue("--ar");
  return [tile.id || tile.className, Math.round(100 * width / height / ratio)];
}).filter(([, share]) => Math.abs(share - 100) > 1)"""


def save_screenshot(page: Page, name: str) -> Path:
    """Saved for review by eye: fonts differ between machines, so nothing is compared."""
    assert page.evaluate(BROKEN_IMAGES) == []
    path = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=path, full_page=True, animations="disabled")
    return path


@pytest.mark.parametrize(
    ("width", "theme", "language"), [variant for half in DISPLAY_VARIANTS for variant in half]
)
def test_the_style_guide_fits_and_axe_finds_no_violations(
    open_style_guide: OpenStyleGuide, width: int, theme: str, language: str
) -> None:
    page = open_style_guide(width, language, color_scheme=theme)
    assert save_screenshot(page, f"{width}-{theme}-{language}").exists()
    assert page.evaluate(HORIZONTAL_OVERFLOW) == 0
    assert page.evaluate(UNREACHABLE_ELEMENTS) == []
    assert violations(page) == []


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_every_tile_keeps_its_ratio(open_style_guide: OpenStyleGuide, width: int) -> None:
    assert open_style_guide(width).evaluate(WRONG_RATIO) == []


def test_nothing_is_cut_off_at_200_percent_zoom(open_style_guide: OpenStyleGuide) -> None:
    page = open_style_guide(720, device_scale_factor=2)
    assert page.evaluate(HORIZONTAL_OVERFLOW) == 0
    assert page.evaluate(UNREACHABLE_ELEMENTS) == []
