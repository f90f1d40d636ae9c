"""The event stream parser: the same events whatever the chunks, and no input makes it fail."""

import base64
import random
import tracemalloc
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from studio.provider.errors import ProviderError
from studio.provider.stream.decoder import Decoder
from studio.provider.stream.sse import Message, Parser
from tests.provider.frames import (
    DONE,
    completed_event,
    completed_frame,
    failure_event,
    failure_frame,
    image_event,
    image_frame,
)

LINE_ENDINGS = st.sampled_from(["\n", "\r\n", "\r"])
LINES = st.sampled_from(
    [
        "",
        "data",
        "data:",
        "data: ",
        "data:  two spaces",
        "data: {}",
        "data: \u2028 and \x85 and \x0b",
        "event: name",
        "event",
        "event:",
        ": comment",
        ":",
        "id: 7",
        "retry: 1",
        "nonsense",
        "datax: no",
        " data: no",
        "data: a:b:c",
        "图: 片",
        "data: 图片",
    ]
)


def parse(data: bytes, cuts: list[int] | None = None, **options: int) -> list[Message]:
    parser = Parser(**options)
    edges = [0, *sorted(cuts or []), len(data)]
    messages = []
    for start, stop in pairwise(edges):
        messages += parser.feed(data[start:stop])
    return messages + parser.finish()


@given(st.lists(st.tuples(LINES, LINE_ENDINGS)), st.booleans(), st.data())
def test_any_chunking_gives_the_same_events(
    lines: list[tuple[str, str]], bom: bool, data: st.DataObject
) -> None:
    text = b"\xef\xbb\xbf" * bom + "".join(line + stop for line, stop in lines).encode()
    cuts = data.draw(st.lists(st.integers(0, len(text))))
    assert parse(text, cuts) == parse(text)
    assert parse(text, list(range(len(text)))) == parse(text)


@given(st.binary(), st.lists(st.integers(0, 200)))
def test_any_bytes_in_any_chunks_give_the_same_events(data: bytes, cuts: list[int]) -> None:
    assert parse(data, [min(cut, len(data)) for cut in cuts]) == parse(data)


def parse_by_standard(data: str) -> list[Message]:
    """The standard's own algorithm on a complete text, but with the last event kept."""
    messages: list[Message] = []
    name, values = "", list[str]()
    text = data.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    for line in [*text.split("\n"), ""]:
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            if values:
                messages.append(Message(name=name, data="\n".join(values).encode()))
            name, values = "", []
        elif field == "data":
            values.append(value)
        elif field == "event":
            name = value
    return messages


@given(st.lists(st.tuples(LINES, LINE_ENDINGS)), st.booleans())
def test_it_parses_as_the_standard_specifies(lines: list[tuple[str, str]], bom: bool) -> None:
    text = "\ufeff" * bom + "".join(line + stop for line, stop in lines)
    assert parse(text.encode()) == parse_by_standard(text)


# ── Mutated streams ──────────────────────────────────────────────────────────────────────────────────

PARTS = [image_frame(0), failure_frame(1), image_frame(2), completed_frame(2), DONE]
STREAM = b"".join(PARTS)
SPLICES = [b"\n", b"\r", b'"', b"\\", b"\x00", b"\xff", b"{", b"[", b":", b"data: ", b"\xef\xbb\xbf", b"<"]
MUTATION = st.tuples(st.integers(0, len(STREAM)), st.integers(0, 40), st.sampled_from([b"", *SPLICES]))


def decode(data: bytes, cuts: list[int]) -> list[object]:
    decoder = Decoder()
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    events: list[object] = []
    try:
        for start, stop in pairwise(edges):
            events += decoder.feed(data[start:stop])
        events += decoder.finish()
    except ProviderError as error:
        events.append(error.outcome)
    return events


@settings(max_examples=500)
@given(st.lists(MUTATION, max_size=5), st.lists(st.integers(0, len(STREAM)), max_size=20))
def test_a_mutated_stream_never_fails_and_reads_the_same_in_any_chunks(
    mutations: list[tuple[int, int, bytes]], cuts: list[int]
) -> None:
    data = STREAM
    for start, length, splice in mutations:
        data = data[:start] + splice + data[start + length :]
    assert decode(data, cuts) == decode(data, [])


@given(st.integers(0, 3), st.binary(max_size=60).filter(lambda junk: b"[DONE]" not in junk))
def test_junk_between_two_events_loses_neither(position: int, junk: bytes) -> None:
    data = b"".join(
        [*PARTS[:position], b": " + junk.replace(b"\n", b"").replace(b"\r", b"") + b"\n\n", *PARTS[position:]]
    )
    assert decode(data, []) == [image_event(0), failure_event(1), image_event(2), completed_event(2)]


@given(st.integers(0, len(STREAM)))
def test_events_that_are_complete_before_a_cut_are_kept(cut: int) -> None:
    complete = sum(1 for count in range(1, 5) if len(b"".join(PARTS[:count]).rstrip()) <= cut)
    decoder = Decoder()
    events = decoder.feed(STREAM[:cut]) + decoder.leftover()
    assert events == [image_event(0), failure_event(1), image_event(2), completed_event(2)][:complete]


# ── Time and memory ──────────────────────────────────────────────────────────────────────────────────


def test_a_message_above_the_limit_is_reported_and_the_next_one_read() -> None:
    [long, short] = parse(b"data: " + b"x" * 1000 + b"\n\ndata: y\n\n", max_data=100)
    assert (long.too_long, long.data) == (True, b"")
    assert short == Message(name="", data=b"y")


def test_ignored_lines_take_no_memory() -> None:
    parser = Parser()
    tracemalloc.start()
    try:
        for start in (b": ", b"", b"event: ", b"id: "):
            parser.feed(start)
            for _ in range(100):
                parser.feed(b"x" * 65_536)
            parser.feed(b"\n")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1024**2


def image_line(image_bytes: bytes) -> bytes:
    encoded = base64.b64encode(image_bytes)
    return b'data: {"image_index":0,"b64_json":"' + encoded + b'","size":"2048x2048"}\n\n'


def test_the_base64_of_an_image_is_written_to_a_file_and_takes_no_memory(tmp_path: Path) -> None:
    image_bytes = random.Random(1).randbytes(15_000_000)
    line = image_line(image_bytes)
    parser = Parser(spool=tmp_path)
    messages = []
    tracemalloc.start()
    try:
        for start in range(0, len(line), 65_536):
            messages += parser.feed(line[start : start + 65_536])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    [message] = messages
    assert message.data == b'{"image_index":0,"b64_json":"","size":"2048x2048"}'
    assert message.b64_path is not None
    assert message.b64_path.read_bytes() == image_bytes
    assert peak < 2 * 1024**2


@settings(max_examples=50)
@given(st.binary(min_size=1, max_size=200), st.lists(st.integers(0, 400)))
def test_base64_can_be_cut_anywhere(tmp_path_factory, image_bytes: bytes, cuts: list[int]) -> None:
    folder = tmp_path_factory.mktemp("spool")
    line = image_line(image_bytes).replace(b"/", b"\\/")
    parser = Parser(spool=folder)
    messages = []
    edges = [0, *sorted(min(cut, len(line)) for cut in cuts), len(line)]
    for start, stop in pairwise(edges):
        messages += parser.feed(line[start:stop])
    [message] = messages
    assert message.b64_path is not None
    assert message.b64_path.read_bytes() == image_bytes


def test_broken_or_cut_base64_leaves_no_file(tmp_path: Path) -> None:
    for line in (
        b'data: {"b64_json":"/9j/4"}\n\n',
        b'data: {"b64_json":"/9j/****"}\n\n',
        b'data: {"b64_json":""}\n\n',
        b'data: {"b64_json":"/9j/',
    ):
        parser = Parser(spool=tmp_path)
        [message] = [*parser.feed(line), *parser.finish()]
        assert message.b64_path is None
    unfinished = Parser(spool=tmp_path)
    unfinished.feed(b'data: {"b64_json":"/9j/4AAQ')
    unfinished.close()
    assert list(tmp_path.iterdir()) == []
