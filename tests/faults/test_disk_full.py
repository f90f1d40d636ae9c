"""Full disk: truncated files are not kept, uploads are refused, and all works again once there is space.

A limit on the size of files simulates the full disk: it applies to root too, and needs no separate file system.
"""

import hashlib
import resource
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx

from studio.generations.models import Image, Upload
from tests.faults.factories import FaultStudio
from tests.fixtures import image_bytes

MAX_FILE_BYTES = 1024  # the smallest image here is larger


@contextmanager
def full_disk(studio: FaultStudio, program: str) -> Iterator[None]:
    unlimited = resource.RLIM_INFINITY
    resource.prlimit(studio.pid(program), resource.RLIMIT_FSIZE, (MAX_FILE_BYTES, unlimited))
    try:
        yield
    finally:
        resource.prlimit(studio.pid(program), resource.RLIMIT_FSIZE, (unlimited, unlimited))


def test_results_wait_for_disk_space_and_are_then_stored_complete(studio: FaultStudio) -> None:
    before = _partial_files(studio)
    with full_disk(studio, "worker"):
        run = studio.submit(images=4)
        studio.wait_until_ended(run)
        assert studio.state(run) == "completed"
        assert studio.slots(run) == ["announced"] * 4
        assert {slot.fetch_error for slot in studio.row(run).slots} == {"not_written"}
        assert studio.files_of(run) == []
        assert _partial_files(studio) <= before
        assert studio.check_nothing_lost(run) == {"announced": 4}
    studio.wait_until(lambda: studio.skip_delays(run) or studio.slots(run) == ["stored"] * 4)
    assert studio.check_nothing_lost(run) == {"stored": 4}
    assert _partial_files(studio) <= before
    with studio.db():
        for name, digest in Image.objects.stored().values_list("file", "sha256"):
            assert hashlib.sha256(studio.stored_file(name).read_bytes()).hexdigest() == digest


def test_an_upload_is_refused_with_a_reason_and_leaves_no_file(studio: FaultStudio) -> None:
    viewer = studio.new_user()
    before = _reference_files(studio)
    with closing(studio.browser(viewer)) as browser:
        with full_disk(studio, "web"):
            response = _upload(browser)
            assert response.status_code == 422
            assert "Ask an administrator to check the storage" in response.text
        assert _reference_files(studio) == before
        assert _upload(browser).status_code == 200
    with studio.db():
        upload = Upload.objects.get(owner=viewer)
    assert studio.stored_file(upload.file).stat().st_size == upload.bytes


def _upload(browser: httpx.Client) -> httpx.Response:
    return browser.post(
        "/references/", files={"file": ("vase.png", image_bytes(900, 700, format="PNG"), "image/png")}
    )


def _reference_files(studio: FaultStudio) -> set[Path]:
    return set(studio.stored_file("references").glob("*"))


def _partial_files(studio: FaultStudio) -> set[Path]:
    """Partially written files; workers that were killed before may have left some."""
    return {path for folder in ("incoming", ".parts") for path in studio.stored_file(folder).glob("*")}
