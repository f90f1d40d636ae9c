"""The request body is parsed while it arrives."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.provider.server.body_parser import EXTRACT_FROM, BodyParser
from studio.provider.server.errors import Refusal

LONG = "data:image/png;base64," + "AB+/" * EXTRACT_FROM
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from([LONG, LONG[:70_000], 'a\\"b']),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=30, deadline=None)
@given(
    body=st.dictionaries(st.text(max_size=5), VALUES), step=st.integers(1, 70_000), ascii_only=st.booleans()
)
def test_any_object_in_any_chunks_is_parsed_as_json_loads_does(tmp_path_factory, body, step, ascii_only):
    encoded = json.dumps(body, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    step = max(step, len(encoded) // 2000)
    parser = BodyParser(tmp_path_factory.mktemp("intake"), max_body=10**9)
    for start in range(0, len(encoded), step):
        parser.feed(encoded[start : start + step])
    assert _restored(parser.finish(), parser.extracted) == body


def _restored(value, extracted):
    if isinstance(value, list):
        return [_restored(inner, extracted) for inner in value]
    if isinstance(value, dict):
        return {key: _restored(inner, extracted) for key, inner in value.items()}
    return extracted[value].read_text() if isinstance(value, str) and value in extracted else value


def test_long_references_are_moved_to_files(tmp_path):
    parser = BodyParser(tmp_path, max_body=10**9)
    for piece in (b'{"images":["', LONG.encode(), b'"]}'):
        parser.feed(piece)
    (name,) = parser.finish()["images"]
    assert parser.extracted[name].stat().st_size == len(LONG)


@pytest.mark.parametrize("body", [b'{"a":"' + bytes(2000), b'{"a":' + b"1" * 2000])
def test_a_body_above_the_limit_is_refused(tmp_path, body):
    with pytest.raises(Refusal, match="too large"):
        BodyParser(tmp_path, max_body=1000).feed(body)
