"""A stored file is complete or absent."""

import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import TemporaryUploadedFile

from studio.infra.storage import (
    PARTS,
    DurableFileSystemStorage,
    StorageError,
    StorageFullError,
)


@pytest.fixture
def storage(tmp_path: Path) -> DurableFileSystemStorage:
    return DurableFileSystemStorage(location=str(tmp_path / "files"))


def parts(storage: DurableFileSystemStorage) -> list[Path]:
    return list(Path(storage.path(PARTS)).glob("*"))


def test_content_is_stored_under_its_name(storage: DurableFileSystemStorage) -> None:
    name = storage.save("images/2026/one.jpg", ContentFile(b"x" * 3_000_000))
    assert name == "images/2026/one.jpg"
    assert storage.size(name) == 3_000_000
    assert parts(storage) == []


def test_a_taken_name_gives_a_new_one_and_keeps_the_old_content(storage: DurableFileSystemStorage) -> None:
    first = storage.save("one.txt", ContentFile(b"first"))
    second = storage.save("one.txt", ContentFile("zweite Größe"))
    assert first != second
    assert Path(storage.path(first)).read_bytes() == b"first"
    assert Path(storage.path(second)).read_bytes().decode() == "zweite Größe"


def test_a_file_of_the_same_file_system_is_moved(storage: DurableFileSystemStorage, tmp_path: Path) -> None:
    with TemporaryUploadedFile("one.jpg", "image/jpeg", 3, None) as upload:
        source = tmp_path / "upload"
        source.write_bytes(b"abc")
        inode = source.stat().st_ino
        upload.temporary_file_path = lambda: str(source)
        name = storage.save("one.jpg", upload)
    assert Path(storage.path(name)).stat().st_ino == inode
    assert not source.exists()


def test_a_file_of_another_file_system_is_copied(storage: DurableFileSystemStorage) -> None:
    shared_memory = Path("/dev/shm")
    with TemporaryUploadedFile("one.jpg", "image/jpeg", 3, None) as upload:
        upload.write(b"abc")
        upload.seek(0)
        if shared_memory.is_dir():
            other_file = shared_memory / Path(upload.temporary_file_path()).name
            other_file.write_bytes(b"abc")
            upload.temporary_file_path = lambda: str(other_file)
        name = storage.save("one.jpg", upload)
        if shared_memory.is_dir():
            other_file.unlink(missing_ok=True)
    assert Path(storage.path(name)).read_bytes() == b"abc"


def test_a_writer_that_fails_leaves_nothing(storage: DurableFileSystemStorage) -> None:
    class Broken(File):
        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
            yield b"the beginning"
            raise OSError("the line was cut")

    with pytest.raises(StorageError, match="cut"):
        storage.save("one.jpg", Broken(None, "one.jpg"))
    assert not storage.exists("one.jpg")
    assert parts(storage) == []


def test_a_full_disk_leaves_nothing_and_the_next_file_is_stored(storage: DurableFileSystemStorage) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, before[1]))
    try:
        with pytest.raises(StorageFullError, match="too large"):
            storage.save("one.jpg", ContentFile(b"x" * 3_000_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not storage.exists("one.jpg")
    assert parts(storage) == []
    assert storage.save("one.jpg", ContentFile(b"x")) == "one.jpg"


def test_leftovers_of_a_killed_writer_are_swept_after_a_while(storage: DurableFileSystemStorage) -> None:
    storage.save("one.jpg", ContentFile(b"x"))
    left = Path(storage.path(PARTS)) / "left"
    left.touch()
    storage.sweep_parts()
    assert parts(storage) == [left]
    storage.sweep_parts(older_than=-1)
    assert parts(storage) == []


def test_a_missing_file_raises_file_not_found(storage: DurableFileSystemStorage) -> None:
    for operation in (storage.open, storage.size):
        with pytest.raises(FileNotFoundError):
            operation("one.jpg")


def test_an_error_of_the_disk_is_a_storage_error(storage: DurableFileSystemStorage) -> None:
    storage.save("folder/one.jpg", ContentFile(b"x"))
    for operation in (storage.open, storage.delete):
        with pytest.raises(StorageError):
            operation("folder/one.jpg/inside") if operation == storage.open else operation("folder")
