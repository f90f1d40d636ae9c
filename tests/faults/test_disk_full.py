"""No room for files: nothing truncated is kept, uploads are refused, and all is well once there is room again.

A limit on the size of files stands for the full disk: it holds for root too, and needs no file system of its own.
"""

import hashlib
import resource
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx

from studio.generations.models import Image, Upload
from tests.faults.factories import FaultStudio
from tests.fixtures import picture

ROOM = 1024  # bytes a file may have; the smallest picture here is larger


@contextmanager
def full_disk(studio: FaultStudio, program: str) -> Iterator[None]:
    unlimited = resource.RLIM_INFINITY
    resource.prlimit(studio.pid(program), resource.RLIMIT_FSIZE, (ROOM, unlimited))
    try:
        yield
    finally:
        resource.prlimit(studio.pid(program), resource.RLIMIT_FSIZE, (unlimited, unlimited))


def test_results_wait_for_room_and_are_whole_then(steady: FaultStudio) -> None:
    before = _unfinished(steady)
    with full_disk(steady, "worker"):
        run = steady.submit(images=4)
        steady.until_ended(run)
        assert steady.state(run) == "completed"
        assert steady.slots(run) == ["announced"] * 4
        assert {slot.fetch_error for slot in steady.row(run).slots} == {"not_written"}
        assert steady.files_of(run) == []
        assert _unfinished(steady) <= before
        assert steady.check_nothing_lost(run) == {"announced": 4}
    steady.until(lambda: steady.hurry(run) or steady.slots(run) == ["stored"] * 4)
    assert steady.check_nothing_lost(run) == {"stored": 4}
    assert _unfinished(steady) <= before
    with steady.db():
        for name, digest in Image.objects.stored().values_list("file", "sha256"):
            assert hashlib.sha256(steady.stored_file(name).read_bytes()).hexdigest() == digest


def test_an_upload_is_refused_clearly_and_leaves_nothing(steady: FaultStudio) -> None:
    viewer = steady.someone()
    before = _references(steady)
    with closing(steady.browser(viewer)) as browser:
        with full_disk(steady, "web"):
            refused = _upload(browser)
            assert refused.status_code == 422
            assert "Ask an administrator to check the storage" in refused.text
        assert _references(steady) == before
        assert _upload(browser).status_code == 200
    with steady.db():
        kept = Upload.objects.get(owner=viewer)
    assert steady.stored_file(kept.file).stat().st_size == kept.bytes


def _upload(browser: httpx.Client) -> httpx.Response:
    return browser.post(
        "/references/", files={"file": ("vase.png", picture(900, 700, format="PNG"), "image/png")}
    )


def _references(studio: FaultStudio) -> set[Path]:
    return set(studio.stored_file("references").glob("*"))


def _unfinished(studio: FaultStudio) -> set[Path]:
    """Half-written files; workers that were killed before may have left some."""
    return {path for folder in ("incoming", ".parts") for path in studio.stored_file(folder).glob("*")}
