"""Files in S3 or compatible storage, with short timeouts and uniform errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from django.utils.deconstruct import deconstructible
from storages.backends import s3
from storages.utils import clean_name

from studio.infra.storage import StorageError

CONNECT_SECONDS = 2.0
READ_SECONDS = 4.0  # between two responses of the server
ATTEMPTS = 2  # including the first


@deconstructible(path="studio.infra.s3_storage.S3Storage")
class S3Storage(s3.S3Storage):
    """django-storages' backend with short timeouts. Raises FileNotFoundError and StorageError, never boto's errors."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        timeouts = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
        )
        self.client_config: Config = self.client_config.merge(timeouts)
        self.transfer_config = TransferConfig(use_threads=False, num_download_attempts=1)

    def _open(self, name: str, mode: str = "rb") -> File:
        path = self._normalize_name(clean_name(name))
        with _storage_errors():
            return _File(path, mode, self)

    def _save(self, name: str, content: File) -> str:
        with _storage_errors():
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        with _storage_errors():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _storage_errors():
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        with _storage_errors():
            return int(super().size(name))


class _File(s3.S3File):
    """A file whose content is downloaded when it is first read."""

    _file: Any

    def _get_file(self) -> Any:
        try:
            with _storage_errors():
                return super()._get_file()
        except StorageError:
            self._file.close()  # otherwise the next read would find an empty file
            self._file = None
            raise

    file = property(_get_file, s3.S3File._set_file)


@contextmanager
def _storage_errors() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404:
            raise FileNotFoundError("The storage has no such file.") from error
        raise StorageError(str(error)) from error
    except (BotoCoreError, Boto3Error) as error:
        raise StorageError(str(error)) from error
