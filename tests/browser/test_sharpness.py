"""Every picture has the pixels that its place has on the screen, and small places take small files."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from studio.generations.models import Image
from tests.browser.conftest import Visits
from tests.browser.ledger import Ledger
from tests.browser.studio_page import words

# The newest comes first on a page, where its pictures are asked for before there is a layout.
RUNS = [
    ("2048x2048", 4), ("2560x1440", 6), ("1440x2560", 2),
    ("1440x2560", None), ("3104x1312", None), ("2560x1440", None),
]  # fmt: skip
# The addresses of pictures whose file has fewer pixels than their place, unless the original has no more.
BLURRED = """async () => {
  const frame = () => new Promise(requestAnimationFrame), blurred = [];
  const pixels = async (address) => {
    const file = Object.assign(new Image(), { src: address });
    await file.decode();
    return file.naturalWidth;
  };
  for (const image of document.querySelectorAll("main img")) {
    image.scrollIntoView({ block: "center", behavior: "instant" });
    do { await frame(); await frame(); } while (!image.complete || !image.currentSrc);
    const place = image.getBoundingClientRect().width, has = await pixels(image.currentSrc);
    if (has < Math.min(0.95 * place * devicePixelRatio, image.getAttribute("width")))
      blurred.push([image.currentSrc, has, place]);
  }
  return blurred;
}"""
FILES = """() => [...document.querySelectorAll("[data-grid] img")].map((image) => image.currentSrc.split("/").at(-1))"""
PICTURES = sum(images or 1 for _size, images in RUNS)
DENSE = pytest.mark.parametrize("density", [1, 2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    user: User
    images: list[int]
    """One of each run."""


@pytest.fixture(scope="module")
def shown(ledger: Ledger) -> Shown:
    """Somebody with runs of every shape; tests only look at them."""
    user = ledger.someone()
    runs = [ledger.run(user, words(), images, size) for size, images in RUNS]
    for run in runs:
        ledger.until_ended(run)
    first = Image.objects.stored().filter(generation__in=runs, index=0).order_by("pk")
    return Shown(user=user, images=ledger(lambda: list(first.values_list("pk", flat=True))))


def open_gallery(page: Page, rows: str) -> None:
    """With rows of this size; no file of another size has been loaded, which Chromium would take instead."""
    page.goto("/nothing/here/")
    page.evaluate(f"document.cookie = 'density={rows}; path=/gallery/'")
    page.goto("/gallery/")
    expect(page.get_by_label("Tile size")).to_have_value(rows)


@pytest.mark.parametrize(("density", "size"), [(1, ""), (2, ""), (2, "l")])
def test_the_tiles_of_runs_are_sharp(density: int, size: str, visit: Visits, shown: Shown) -> None:
    page = visit(shown.user, device_scale_factor=density)
    page.add_init_script(f"localStorage.setItem('tiles', '{size}')")
    page.goto("/")
    expect(page.locator(".tile img")).to_have_count(PICTURES)
    assert page.evaluate(BLURRED) == []


@DENSE
@pytest.mark.parametrize("rows", ["0.6", "1.7"])
def test_the_gallery_is_sharp_however_large_its_rows(
    density: int, rows: str, visit: Visits, shown: Shown
) -> None:
    page = visit(shown.user, device_scale_factor=density)
    open_gallery(page, rows)
    expect(page.locator("[data-grid] img")).to_have_count(PICTURES)
    assert page.evaluate(BLURRED) == []


@DENSE
def test_the_page_of_an_image_is_sharp(density: int, visit: Visits, shown: Shown) -> None:
    page = visit(shown.user, device_scale_factor=density, viewport={"width": 1680, "height": 1050})
    for image in shown.images[-3:]:
        page.goto(f"/images/{image}/")
        assert page.evaluate(BLURRED) == []


def test_small_rows_take_small_files(visit: Visits, shown: Shown) -> None:
    page = visit(shown.user, device_scale_factor=1)
    open_gallery(page, "0.6")
    assert page.evaluate(BLURRED) == []
    files = page.evaluate(FILES)
    assert len(files) == PICTURES
    assert set(files) == {"small"}
