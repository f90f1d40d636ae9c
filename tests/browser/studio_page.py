"""Page object of the studio page: the composer and the runs."""

from collections.abc import Iterable, Sequence
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.fixtures import image_bytes, unique_word

FilePayload = dict[str, Any]
DRAFT_PAUSE_MS = 1_000


def photo(name: str = "vase.jpg", colour: str = "teal") -> FilePayload:
    """A small image file to upload."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": image_bytes(colour=colour)}


def photos(count: int) -> list[FilePayload]:
    """Image files that differ in name and colour."""
    return [photo(f"photo-{n}.jpg", f"rgb({n * 16}, 80, 120)") for n in range(1, count + 1)]


def unique_prompt(text: str = "A vase") -> str:
    return f"{text} {unique_word()}"


class ComposerPage:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.form = page.get_by_role("form", name="New run")
        self.prompt = page.get_by_role("textbox", name="Prompt")
        self.generate = page.get_by_role("button", name="Generate", exact=True)
        self.cost = page.locator("[data-cost] > :not([hidden])")
        self.references = page.locator("[data-ref]")
        self.max_images = page.get_by_role("spinbutton", name="Maximum (the model may generate fewer)")
        self.width = page.get_by_role("spinbutton", name="Width in pixels")
        self.height = page.get_by_role("spinbutton", name="Height in pixels")
        self.size_message = page.locator("#wh-msg")
        self.limit_message = page.locator("#refs-rule")
        self.runs = page.get_by_role("article")

    def open(self) -> "ComposerPage":
        self.page.goto("/")
        return self

    def expect_draft_saved(self) -> None:
        """Waits until the save request, which is sent shortly after the last key press, has ended."""
        self.page.wait_for_timeout(DRAFT_PAUSE_MS)
        expect(self.page.locator("#draft.htmx-request")).to_have_count(0)

    # ── The form ─────────────────────────────────────────────────────────────────────────────────────

    def choose(self, option: str) -> None:
        """Checks one of the form's radio buttons."""
        self.form.get_by_role("radio", name=option, exact=True).check()

    def ask_for_group(self, images: int) -> None:
        self.choose("Auto")
        self.max_images.fill(str(images))

    def ask_for_size(self, width: int | str, height: int | str) -> None:
        self.choose("Custom")
        self.width.fill(str(width))
        self.height.fill(str(height))

    def add(self, files: FilePayload | Sequence[FilePayload]) -> None:
        """Uses the Add button and the system's file chooser."""
        with self.page.expect_file_chooser() as chooser:
            self.form.get_by_role("button", name="Add drop, paste").click()
        chooser.value.set_files(files)

    def add_and_wait(self, files: Sequence[FilePayload]) -> None:
        self.add(files)
        self.expect_references(file["name"] for file in files)

    def expect_references(self, names: Iterable[str]) -> None:
        """Images with these names, in this order and numbered from 1, and no upload in progress."""
        expected = list(names)
        expect(self.references).to_have_count(len(expected))
        for n, (reference, name) in enumerate(zip(self.references.all(), expected, strict=True), 1):
            expect(reference.get_by_role("img", name=name, exact=True)).to_be_visible()
            expect(reference.get_by_role("button", name=f"Image {n}", exact=True)).to_be_visible()

    # ── Runs ─────────────────────────────────────────────────────────────────────────────────────────

    def run(self, number: int | str) -> Locator:
        return self.page.locator(f"#run-{number}")

    def send(self) -> int:
        """Clicks Generate; returns the id of the run that appears."""
        before = self.runs.count()
        self.generate.click()
        expect(self.runs).to_have_count(before + 1)
        return int((self.runs.first.get_attribute("id") or "").removeprefix("run-"))

    def images(self, run: int) -> Locator:
        """The images that have arrived."""
        return self.run(run).get_by_role("link", name="Image").and_(self.page.locator(":has(img)"))

    def tile_numbers(self, run: int) -> list[str]:
        """The numbers of a run's tiles in page order, with or without an image."""
        ids: list[str] = self.page.locator(f"[id^=run-{run}-tile-]").evaluate_all("all => all.map(e => e.id)")
        return [tile_id.rpartition("-")[2] for tile_id in ids]

    def expect_all_images(self, run: int, images: int) -> None:
        """Every image has arrived, once and in order, and all ids of the page are unique."""
        expect(self.images(run)).to_have_count(images)
        assert self.tile_numbers(run) == [str(n) for n in range(images)]
        ids = self.page.locator("[id]").evaluate_all("all => all.map(e => e.id)")
        assert sorted(ids) == sorted(set(ids))
