"""The data folder keeps the installation's key and says clearly what is wrong with it."""

import os
import stat
from pathlib import Path

import pytest

from studio.infra.deploy import data_dir


def test_a_key_is_created_once_and_readable_only_by_its_owner(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    data_dir.create_secret_key(folder)
    key = data_dir.secret_key(folder)
    data_dir.create_secret_key(folder)
    assert data_dir.secret_key(folder) == key
    assert len(key) > 50
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600


def test_without_a_folder_there_is_no_key_and_no_database_url(tmp_path: Path) -> None:
    assert data_dir.secret_key(tmp_path / "none") == ""
    assert data_dir.database_url(tmp_path / "none") == ""


def test_a_folder_that_cannot_be_created_has_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(data_dir.DataFolderError, match=r"cannot be written \(Not a directory\)"):
        data_dir.create_secret_key(tmp_path / "file" / "data")


def test_two_studios_cannot_share_a_folder(tmp_path: Path) -> None:
    lock = data_dir.lock(tmp_path)
    with pytest.raises(data_dir.DataFolderError, match="Another studio"):
        data_dir.lock(tmp_path)
    os.close(lock)
    os.close(data_dir.lock(tmp_path))


def test_files_are_local_unless_a_bucket_is_named(tmp_path: Path) -> None:
    assert data_dir.storage("", tmp_path)["OPTIONS"] == {"location": str(tmp_path)}
    bucket = data_dir.storage("s3://pictures/studio/one?endpoint_url=http://localhost:9000", tmp_path)
    assert bucket["BACKEND"] == "studio.infra.s3_storage.S3Storage"
    assert bucket["OPTIONS"]["bucket_name"] == "pictures"
    assert bucket["OPTIONS"]["location"] == "studio/one"
    assert bucket["OPTIONS"]["endpoint_url"] == "http://localhost:9000"
    with pytest.raises(data_dir.DataFolderError, match="s3://bucket/prefix"):
        data_dir.storage("gs://pictures", tmp_path)
