"""Records what the sandbox accepted and would have billed, for comparison with the studio's records."""

import time
import uuid
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import Any

from studio.provider.limits import tokens
from studio.provider.sizes import Size

KEEP = 20_000  # calls; one day of tests, about 20 MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed:
    index: int
    size: str
    url: str
    bytes: int
    sha256: str


@dataclass(slots=True, kw_only=True)
class Call:
    """One request, recorded when it arrives.

    `events_sent` counts events completely written to the connection, `answered` means the whole response was;
    `finished` refers to the run, which may continue without a client.
    """

    nonce: str
    path: str
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    at: float = field(default_factory=time.time)
    accepted: bool = False
    code: str = ""
    stream: bool = False
    images: int = 0
    references: int = 0
    concurrent: int = 0
    events_sent: int = 0
    answered: bool = False
    finished: bool = False
    billed: list[Billed] = field(default_factory=list)
    failed: list[dict[str, Any]] = field(default_factory=list)

    @property
    def tokens(self) -> int:
        return tokens(Size.parse(one.size).pixels for one in self.billed)

    def page(self) -> dict[str, Any]:
        return asdict(self) | {"tokens": self.tokens}


class Ledger:
    def __init__(self) -> None:
        self.canary = 0
        self._calls: deque[Call] = deque(maxlen=KEEP)
        self._open = 0
        self._most_open = 0

    def begin(self, nonce: str, path: str) -> Call:
        call = Call(nonce=nonce, path=path)
        self._calls.append(call)
        return call

    def accept(self, call: Call) -> None:
        self._open += 1
        self._most_open = max(self._most_open, self._open)
        call.accepted = True
        call.concurrent = self._open

    def end(self) -> None:
        """Records that the connection of an accepted call has ended; its run may continue."""
        self._open -= 1

    def clear(self) -> None:
        self._calls.clear()
        self._most_open = self._open
        self.canary = 0

    def page(self, nonce: str | None = None) -> dict[str, Any]:
        """All calls, or the calls of one nonce."""
        calls = [call for call in self._calls if nonce is None or call.nonce == nonce]
        return {
            "calls": [call.page() for call in calls],
            "accepted": sum(call.accepted for call in calls),
            "refused": sum(bool(call.code) for call in calls),
            "billed": sum(len(call.billed) for call in calls),
            "tokens": sum(call.tokens for call in calls),
            "unfinished": sum(call.accepted and not call.finished for call in calls),
            "concurrent": self._open,
            "max_concurrent": self._most_open,
            "canary": self.canary,
        }
