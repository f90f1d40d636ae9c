"""The data folder keeps the installation's key and says clearly what is wrong with it."""

import os
import stat
from pathlib import Path

import pytest

from studio.engine import datafolder


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    datafolder.create_secret_key(folder)
    key = datafolder.secret_key(folder)
    datafolder.create_secret_key(folder)
    assert datafolder.secret_key(folder) == key
    assert len(key) > 50
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600


def test_without_a_folder_there_is_no_key_and_no_address(tmp_path: Path) -> None:
    assert datafolder.secret_key(tmp_path / "none") == ""
    assert datafolder.database_url(tmp_path / "none") == ""


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(datafolder.DataFolderError, match=r"cannot be written \(Not a directory\)"):
        datafolder.create_secret_key(tmp_path / "file" / "data")


def test_two_studios_never_share_a_folder(tmp_path: Path) -> None:
    held = datafolder.hold(tmp_path)
    with pytest.raises(datafolder.DataFolderError, match="Another studio"):
        datafolder.hold(tmp_path)
    os.close(held)
    os.close(datafolder.hold(tmp_path))


def test_files_are_local_unless_a_bucket_is_named(tmp_path: Path) -> None:
    assert datafolder.storage("", tmp_path)["OPTIONS"] == {"location": str(tmp_path)}
    bucket = datafolder.storage("s3://pictures/studio/one?endpoint_url=http://localhost:9000", tmp_path)
    assert bucket["BACKEND"] == "studio.engine.s3_storage.S3Storage"
    assert bucket["OPTIONS"]["bucket_name"] == "pictures"
    assert bucket["OPTIONS"]["location"] == "studio/one"
    assert bucket["OPTIONS"]["endpoint_url"] == "http://localhost:9000"
    with pytest.raises(datafolder.DataFolderError, match="s3://bucket/prefix"):
        datafolder.storage("gs://pictures", tmp_path)
