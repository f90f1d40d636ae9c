"""Invalid inputs: what no page of the studio sends, but a client may."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.test.client import BOUNDARY, encode_multipart
from django.utils.http import urlencode

VALUES = (
    "", " ", "\0", "-1", "0", "9" * 19, "9" * 5_000, "²", "٣", "1e400", "nan", "on", "abc", "upload:" + "9" * 5_000,
    "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59.999999-23:59", "2026-01-01T00:00:00", "2026-02-30",
    "2026-02-30T25:61:00Z", "0001-01-01", "9999-12-31", "0001-01-01T00:00:00+23:59_5", "4.5_" + "9" * 5_000, "-_-",
    "http://[", "//evil.example/", "/\\evil.example", "/a\r\nSet-Cookie: a=b", "javascript:alert(1)", "/" + "a" * 3_000,
    "url:https://[", "team=nobody", "collection=abc&tag=xyz", "q=%00", "%00", "%", "'\"><b>", "\u202e\ufffe\U0010ffff",
    "雨" * 300, '"', '@"', "#", "a" * 6_000, "00000000-0000-0000-0000-000000000000", "en", "zh-hans", "x@y.example",
)  # fmt: skip

HEADERS = (
    {"HX-Current-URL": "http://["}, {"HX-Current-URL": "%00"}, {"HX-Current-URL": "http://testserver/\x7f?a=%ff"},
    {"Last-Event-ID": "0001-01-01T00:00:00+00:00"}, {"Last-Event-ID": "x"},
    {"If-None-Match": '"'}, {"Accept-Language": "x" * 600}, {"Accept-Language": "zh;q=9,*;q=" + "9" * 50},
    {"Cookie": 'django_language="\\000"'}, {"Cookie": 'sessionid="\\000"'}, {"Cookie": "sessionid=" + "x" * 5_000},
    {"Referer": "http://["}, {"Origin": "http://["}, {"X-Forwarded-For": "a"}, {"User-Agent": "\udcff" * 9},
    {"Range": "bytes=-" + "9" * 50}, {"Host": "localhost:1"}, {"Host": "[::1"},
)  # fmt: skip

ONE_OF_EACH_KIND = (
    "9" * 19, "9" * 5_000, "²", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59.999999-23:59", "2026-01-01T00:00:00",
    "2026-02-30T25:61:00Z", "http://[",
)  # fmt: skip
"""One value of each kind of invalid input: every field of every view is sent each of them."""


@contextmanager
def record_fields() -> Iterator[tuple[set[str], set[str]]]:
    """The names of the fields that are read from queries and forms in the meantime, and of those that are looked up."""
    read: set[str] = set()
    looked_up: set[str] = set()

    def recording(method: Callable[..., Any], names: set[str]) -> Callable[..., Any]:
        def wrapper(fields: QueryDict, name: str, *rest: Any) -> Any:
            names.add(name)
            return method(fields, name, *rest)

        return wrapper

    with pytest.MonkeyPatch.context() as patch:
        for name, names in {"__getitem__": read, "getlist": read, "__contains__": looked_up}.items():
            patch.setattr(QueryDict, name, recording(getattr(QueryDict, name), names))
        yield read, looked_up


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request whose text form is enough to repeat a failure."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    form: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    file: str = ""

    def __str__(self) -> str:
        parts = [f"{self.method.upper()} {self.path}"]
        for name in ("query", "form", "headers", "file"):
            if value := getattr(self, name):
                parts.append(f"{name}={_short(value)}")
        return " ".join(parts)

    def send(self, client: Client) -> HttpResponse:
        """Raises AssertionError, with the request, on an exception or a server error."""
        try:
            response = self._send(client)
        except Exception as error:
            raise AssertionError(f"{self}\n  broke with {error!r}") from error
        assert response.status_code < 500, f"{self}\n  got {response.status_code}"
        return response

    def _send(self, client: Client) -> HttpResponse:
        url = f"{self.path}?{urlencode(self.query)}" if self.query else self.path
        environment = {f"HTTP_{name.upper().replace('-', '_')}": text for name, text in self.headers.items()}
        content_type = f"multipart/form-data; boundary={BOUNDARY}"
        if self.method == "get":
            return client.generic("GET", url, content_type=content_type, **environment)
        files = {"file": upload(self.file), "picture": upload(self.file)} if self.file else {}
        body = encode_multipart(BOUNDARY, {**self.form, **files})
        return client.generic("POST", url, body, content_type=content_type, **environment)


def upload(name: str) -> SimpleUploadedFile:
    file = SimpleUploadedFile("plain", b"no picture")
    file._name = name  # set directly, since Django would sanitize it
    return file


def _short(value: Any) -> str:
    return re.sub(r"(.)\1{40,}", lambda run: f"{run[1]}…×{len(run[0])}", repr(value))
