"""Reads the event stream of a page as a browser does."""

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
        return {match[1]: match[0] for match in _TILE.finditer(self.data)}

    @property
    def all_runs_finished(self) -> bool:
        """Whether the message says that no run is unfinished."""
        return "sse.pauseOnBackground:true" in self.data


@dataclass(slots=True)
class StreamConnection:
    """An open stream. `messages` ends when the server closes it."""

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
                attributes = {name: fields[name][-1] for name in ("id", "event") if name in fields}
                yield Message(data="\n".join(fields["data"]), **attributes)
            fields = {}


def read_until_finished(messages: Iterator[Message]) -> list[Message]:
    """The messages up to the one that says that no run is unfinished; fails when there is none."""
    seen = []
    for message in messages:
        seen.append(message)
        if message.all_runs_finished:
            return seen
    raise AssertionError("The stream closed before the end of the runs was told.")


@contextmanager
def open_stream(
    client: httpx.Client, *, last_id: str = "", since: str = "", **watch: str
) -> Iterator[StreamConnection]:
    """Opens the stream of a page with an unfinished run; `last_id` is the id of the last message seen, `since` the
    time of the page, `watch` what the page watches instead of the user's own runs."""
    headers = {"Last-Event-ID": last_id} if last_id else {}
    page_time = since or (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    params = {"since": page_time, "busy": "1", **watch}
    with client.stream("GET", "/runs/events", params=params, headers=headers) as response:
        yield StreamConnection(response)
