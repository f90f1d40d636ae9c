"""The studio's page in words: what a person sees and touches there."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.fixtures import picture

File = dict[str, Any]
DRAFT_PAUSE = 1_000  # milliseconds


def photo(name: str = "vase.jpg", colour: str = "teal") -> File:
    """A small picture, as a person would choose it."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": picture(colour=colour)}


def photos(count: int) -> list[File]:
    """Pictures that differ."""
    return [photo(f"photo-{n}.jpg", f"rgb({n * 16}, 80, 120)") for n in range(1, count + 1)]


def words(text: str = "A vase") -> str:
    """A prompt like no other."""
    return f"{text} {uuid.uuid4().hex[:12]}"


class ComposerPage:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.form = page.get_by_role("form", name="New run")
        self.prompt = page.get_by_role("textbox", name="Prompt")
        self.generate = page.get_by_role("button", name="Generate", exact=True)
        self.cost = page.locator("[data-cost] > :not([hidden])")
        self.references = page.locator("[data-ref]")
        self.most = page.get_by_role("spinbutton", name="Maximum (the model may generate fewer)")
        self.width = page.get_by_role("spinbutton", name="Width in pixels")
        self.height = page.get_by_role("spinbutton", name="Height in pixels")
        self.size_message = page.locator("#wh-msg")
        self.rule = page.locator("#refs-rule")
        self.runs = page.get_by_role("article")

    def open(self) -> "ComposerPage":
        self.page.goto("/")
        return self

    def expect_saved(self) -> None:
        """The draft's request, which leaves a moment after the last key, is over."""
        self.page.wait_for_timeout(DRAFT_PAUSE)
        expect(self.page.locator("#draft.htmx-request")).to_have_count(0)

    # ── The form ─────────────────────────────────────────────────────────────────────────────────────

    def choose(self, option: str) -> None:
        """One of the form's radio buttons."""
        self.form.get_by_role("radio", name=option, exact=True).check()

    def ask_for_group(self, images: int) -> None:
        self.choose("Auto")
        self.most.fill(str(images))

    def ask_for_size(self, width: int | str, height: int | str) -> None:
        self.choose("Custom")
        self.width.fill(str(width))
        self.height.fill(str(height))

    def add(self, files: File | Sequence[File]) -> None:
        """Through the Add button and the chooser of the system."""
        with self.page.expect_file_chooser() as chooser:
            self.form.get_by_role("button", name="Add drop, paste").click()
        chooser.value.set_files(files)

    def add_and_wait(self, files: Sequence[File]) -> None:
        self.add(files)
        self.expect_references(file["name"] for file in files)

    def expect_references(self, names: Iterable[str]) -> None:
        """Pictures of these names, in this order and with these numbers, and no upload under way."""
        expected = list(names)
        expect(self.references).to_have_count(len(expected))
        for n, (reference, name) in enumerate(zip(self.references.all(), expected, strict=True), 1):
            expect(reference.get_by_role("img", name=name, exact=True)).to_be_visible()
            expect(reference.get_by_role("button", name=f"Image {n}", exact=True)).to_be_visible()

    # ── Runs ─────────────────────────────────────────────────────────────────────────────────────────

    def run(self, number: int | str) -> Locator:
        return self.page.locator(f"#run-{number}")

    def send(self) -> int:
        """Presses Generate; returns the number of the run that appears."""
        before = self.runs.count()
        self.generate.click()
        expect(self.runs).to_have_count(before + 1)
        return int((self.runs.first.get_attribute("id") or "").removeprefix("run-"))

    def pictures(self, run: int) -> Locator:
        """The images that have arrived."""
        return self.run(run).get_by_role("link", name="Image").and_(self.page.locator(":has(img)"))

    def tiles(self, run: int) -> list[str]:
        """The numbers of a run's tiles in the order of the page, arrived or not."""
        ids: list[str] = self.page.locator(f"[id^=run-{run}-tile-]").evaluate_all("all => all.map(e => e.id)")
        return [one.rpartition("-")[2] for one in ids]

    def expect_whole(self, run: int, images: int) -> None:
        """Every image is there, each once and in its place, and no id twice on the page."""
        expect(self.pictures(run)).to_have_count(images)
        assert self.tiles(run) == [str(n) for n in range(images)]
        ids = self.page.locator("[id]").evaluate_all("all => all.map(e => e.id)")
        assert sorted(ids) == sorted(set(ids))
