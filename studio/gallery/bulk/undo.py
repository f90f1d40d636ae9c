"""The changes of the last clicks, for the “Undo” button of their messages: stored in the session by a random key."""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from django.utils.crypto import get_random_string

from studio.accounts.request_utils import SignedIn

MAX_CLICKS = 3
"""Clicks that can be undone; the messages of earlier ones are no longer shown."""


def store_undo(request: SignedIn, changed: Mapping[str, Iterable[int]]) -> str:
    """Stores ids by what was done to them (the tag's name, or ""); returns their key."""
    key = get_random_string(8)
    clicks = request.session.get("undo", [])[-MAX_CLICKS + 1 :]
    clicks.append([key, {name: compress_ids(ids) for name, ids in changed.items()}])
    request.session["undo"] = clicks
    return key


def load_undo(request: SignedIn, key: str) -> dict[str, list[int]]:
    """The ids of a click; empty when it is no longer stored."""
    for known, changed in request.session.get("undo", []):
        if known == key:
            return {name: expand_ids(text) for name, text in changed.items()}
    return {}


def compress_ids(ids: Iterable[int]) -> str:
    """Numbers as ranges, since people often select whole pages: 1, 2, 3, 7 is `1-3,7`."""
    rows = sorted(set(ids))
    if not rows:
        return ""
    starts = [rows[0], *(after for before, after in pairwise(rows) if after != before + 1)]
    ends = [*(before for before, after in pairwise(rows) if after != before + 1), rows[-1]]
    spans = zip(starts, ends, strict=True)
    return ",".join(f"{start}-{end}" if end > start else str(start) for start, end in spans)


def expand_ids(text: str) -> list[int]:
    ids: list[int] = []
    for span in text.split(",") if text else []:
        start, _sign, end = span.partition("-")
        ids += range(int(start), int(end or start) + 1)
    return ids
