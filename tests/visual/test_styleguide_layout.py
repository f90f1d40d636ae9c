"""The layout of the style guide: in both themes and languages at three widths, mixed so that every pair occurs."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.test_accessibility import LOOKS, violations
from tests.database import ROOT
from tests.visual.conftest import Guide

PHOTOGRAPHS = ROOT / "build/shots/styleguide"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Loaded although they are out of sight; the addresses of those that cannot be.
PICTURES = """() => Promise.all([...document.images].map(one => new Promise(done => {
  one.loading = "eager";
  if (one.complete) done(); else one.onload = one.onerror = done;
}).then(() => one.naturalWidth ? "" : one.src))).then(all => all.filter(Boolean))"""
# Out of the window, and in nothing that scrolls.
OUT_OF_REACH = """() => [...document.querySelectorAll("main :is(a, button, input, p, h2)")].filter(one =>
  one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1
  && !one.closest(".visually-hidden, [popover], ol.refs .ref--bad")).map(one => one.outerHTML.slice(0, 120))"""
# A picture's box against the ratio that was reserved for it, in hundredths.
WRONG_RATIO = """() => [...document.querySelectorAll(".tile:not([hidden]), .image-tile")].map(tile => {
  const {width, height} = tile.getBoundingClientRect(), ratio = +getComputedStyle(tile).getPropertyValue("--ar");
  return [tile.id || tile.className, Math.round(100 * width / height / ratio)];
}).filter(([, share]) => Math.abs(share - 100) > 1)"""


def photograph(page: Page, name: str) -> Path:
    """Kept for people to look at; fonts differ from machine to machine, so nothing is compared."""
    assert page.evaluate(PICTURES) == []
    path = PHOTOGRAPHS / f"{name}.png"
    page.screenshot(path=path, full_page=True, animations="disabled")
    return path


@pytest.mark.parametrize(("width", "theme", "language"), [look for half in LOOKS for look in half])
def test_it_fits_and_axe_finds_nothing(guide: Guide, width: int, theme: str, language: str) -> None:
    page = guide(width, language, color_scheme=theme)
    assert photograph(page, f"{width}-{theme}-{language}").exists()
    assert page.evaluate(TOO_WIDE) == 0
    assert page.evaluate(OUT_OF_REACH) == []
    assert violations(page) == []


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_every_tile_keeps_its_ratio(guide: Guide, width: int) -> None:
    assert guide(width).evaluate(WRONG_RATIO) == []


def test_at_two_hundred_percent_nothing_is_lost(guide: Guide) -> None:
    page = guide(720, device_scale_factor=2)
    assert page.evaluate(TOO_WIDE) == 0
    assert page.evaluate(OUT_OF_REACH) == []
