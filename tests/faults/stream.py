"""A page's stream, as a browser reads it."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx

TIMEOUT = 60.0  # seconds

_TILE = re.compile(r'<li class="tile[^"]*" id="(run-\d+-tile-\d+)".*?</li>', re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """`tiles` maps the id of each tile in the message to its markup."""

    id: str = ""
    event: str = "message"
    data: str = ""

    @property
    def tiles(self) -> dict[str, str]:
        return {found[1]: found[0] for found in _TILE.finditer(self.data)}

    @property
    def is_last_of_runs(self) -> bool:
        """It says that nothing is unfinished any more."""
        return "sse.pauseOnBackground:true" in self.data


@dataclass(slots=True)
class Line:
    """One open connection. `messages` ends when the server closes it."""

    response: httpx.Response

    def messages(self) -> Iterator[Message]:
        fields: dict[str, list[str]] = {}
        deadline = time.monotonic() + TIMEOUT
        for line in self.response.iter_lines():
            assert time.monotonic() < deadline, "the stream says nothing but that it is still there"
            name, _colon, value = line.partition(": ")
            if line:
                fields.setdefault(name, []).append(value)
                continue
            if "data" in fields:
                told = {name: fields[name][-1] for name in ("id", "event") if name in fields}
                yield Message(data="\n".join(fields["data"]), **told)
            fields = {}


def read_until_end(messages: Iterator[Message]) -> list[Message]:
    """Up to the one that says that nothing is unfinished any more; fails when there is none."""
    told = []
    for message in messages:
        told.append(message)
        if message.is_last_of_runs:
            return told
    raise AssertionError("The stream closed before the end of the runs was told.")


@contextmanager
def listening(client: httpx.Client, *, last: str = "", since: str = "", **watch: str) -> Iterator[Line]:
    """Opens the stream of a page on which something is unfinished; `last` is the id of the last message seen, `since`
    the time of the page, `watch` what it watches when that is not the person's runs."""
    headers = {"Last-Event-ID": last} if last else {}
    moment = since or (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    params = {"since": moment, "busy": "1", **watch}
    with client.stream("GET", "/runs/events", params=params, headers=headers) as response:
        yield Line(response)
