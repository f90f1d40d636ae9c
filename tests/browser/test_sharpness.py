"""Every image file has enough pixels for its size on screen, and small tiles load small files."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from studio.accounts.models import User
from studio.generations.models import Image
from tests.browser.conftest import OpenPage
from tests.browser.studio_database import StudioDatabase
from tests.browser.studio_page import unique_prompt

# The newest run comes first on a page, where the browser requests its images before there is a layout.
RUNS = [
    ("2048x2048", 4), ("2560x1440", 6), ("1440x2560", 2),
    ("1440x2560", None), ("3104x1312", None), ("2560x1440", None),
]  # fmt: skip
# The images whose file has fewer pixels than their box on screen, unless the original has no more.
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
IMAGE_COUNT = sum(images or 1 for _size, images in RUNS)
EACH_DENSITY = pytest.mark.parametrize("density", [1, 2])


@dataclass(frozen=True, slots=True, kw_only=True)
class SeededImages:
    user: User
    images: list[int]
    """One image of each run."""


@pytest.fixture(scope="module")
def seeded_images(database: StudioDatabase) -> SeededImages:
    """A user with runs of every ratio; tests must not change them."""
    user = database.create_user()
    runs = [database.create_run(user, unique_prompt(), images, size) for size, images in RUNS]
    for run in runs:
        database.wait_until_ended(run)
    first = Image.objects.stored().filter(generation__in=runs, index=0).order_by("pk")
    return SeededImages(user=user, images=database(lambda: list(first.values_list("pk", flat=True))))


def open_gallery(page: Page, tile_size: str) -> None:
    """Opens the gallery at this tile size before any other: Chromium would reuse a loaded file of another size."""
    page.goto("/nothing/here/")
    page.evaluate(f"document.cookie = 'density={tile_size}; path=/gallery/'")
    page.goto("/gallery/")
    expect(page.get_by_label("Tile size")).to_have_value(tile_size)


@pytest.mark.parametrize(("density", "size"), [(1, ""), (2, ""), (2, "l")])
def test_run_tiles_are_sharp(
    density: int, size: str, open_page: OpenPage, seeded_images: SeededImages
) -> None:
    page = open_page(seeded_images.user, device_scale_factor=density)
    page.add_init_script(f"localStorage.setItem('tiles', '{size}')")
    page.goto("/")
    expect(page.locator(".tile img")).to_have_count(IMAGE_COUNT)
    assert page.evaluate(BLURRED) == []


@EACH_DENSITY
@pytest.mark.parametrize("tile_size", ["0.6", "1.7"])
def test_the_gallery_is_sharp_at_every_tile_size(
    density: int, tile_size: str, open_page: OpenPage, seeded_images: SeededImages
) -> None:
    page = open_page(seeded_images.user, device_scale_factor=density)
    open_gallery(page, tile_size)
    expect(page.locator("[data-grid] img")).to_have_count(IMAGE_COUNT)
    assert page.evaluate(BLURRED) == []


@EACH_DENSITY
def test_the_image_page_is_sharp(density: int, open_page: OpenPage, seeded_images: SeededImages) -> None:
    page = open_page(
        seeded_images.user, device_scale_factor=density, viewport={"width": 1680, "height": 1050}
    )
    for image in seeded_images.images[-3:]:
        page.goto(f"/images/{image}/")
        assert page.evaluate(BLURRED) == []


def test_small_tiles_load_small_files(open_page: OpenPage, seeded_images: SeededImages) -> None:
    page = open_page(seeded_images.user, device_scale_factor=1)
    open_gallery(page, "0.6")
    assert page.evaluate(BLURRED) == []
    files = page.evaluate(FILES)
    assert len(files) == IMAGE_COUNT
    assert set(files) == {"small"}
