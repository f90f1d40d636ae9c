"""Faults that a caller scripts, by the header `x-sandbox-fault` or by `[[fault:name:arg]]` in the prompt.

Each is a function registered with the place where it acts; GET /faults shows its docstring.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from studio.provider.server.errors import invalid

_MARKER = re.compile(r"\[\[fault:([^\]]*)\]\]")
HEADER = "x-sandbox-fault"

Args = tuple[float, ...]


class Place(StrEnum):
    REFUSE = "refuse"  # (args, is_among_first) -> Reply | Refusal | None, before the call is accepted
    PLAN = "plan"  # (plan, args) -> Plan, what the run will make
    FRAMES = "frames"  # (frames, args, disconnected) -> frames, the events of the response
    WIRE = "wire"  # (chunks, args) -> chunks, their bytes
    LINK = "link"  # (exchange, path, context) -> None, when a result is fetched; args select images, none means all


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    name: str
    place: Place
    apply: Callable[..., Any]
    help: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    fault: Fault
    args: Args

    @property
    def numbers(self) -> frozenset[int]:
        return frozenset(int(arg) for arg in self.args)


FAULTS: dict[str, Fault] = {}


def fault[F: Callable[..., Any]](place: Place) -> Callable[[F], F]:
    def register(function: F) -> F:
        name = function.__name__
        FAULTS[name] = Fault(name=name, place=place, apply=function, help=function.__doc__ or "")
        return function

    return register


def strip(prompt: str) -> str:
    """The prompt without fault markers, which is painted."""
    return _MARKER.sub("", prompt).strip() if "[[" in prompt else prompt


def scripts(headers: Mapping[str, str], prompt: str) -> tuple[Script, ...]:
    """Raises Refusal for a name that does not exist: a misspelt fault must not make a test pass."""
    texts = [headers.get(HEADER, ""), *_MARKER.findall(prompt)]
    return tuple(_script(words) for text in texts for words in _split(text))


def _split(text: str) -> list[list[str]]:
    """`fail:3,7,no_done` is fail with 3 and 7, and no_done: names never begin with a digit."""
    found: list[list[str]] = []
    for piece in filter(None, (piece.strip() for piece in text.split(","))):
        if found and piece[0].isdigit():
            found[-1].append(piece)
        else:
            found.append(piece.split(":"))
    return found


def _script(words: list[str]) -> Script:
    name, *args = words
    if name not in FAULTS:
        raise invalid(HEADER, f"there is no fault {name!r}; GET /faults lists them")
    try:
        return Script(fault=FAULTS[name], args=tuple(float(arg) for arg in args))
    except ValueError:
        raise invalid(HEADER, f"the arguments of {name!r} must be numbers") from None
