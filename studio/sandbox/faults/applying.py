"""Applies a call's scripted faults at their places."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from dataclasses import replace
from functools import partial

from studio.provider.server.errors import Refusal, Reply
from studio.provider.server.frames import Frame
from studio.sandbox.faults.counters import Counters
from studio.sandbox.faults.registry import Place, Script
from studio.sandbox.protocol.errors import InsteadError
from studio.sandbox.run import Plan

Scripts = tuple[Script, ...]


def refuse(scripts: Scripts, prompt: str, counters: Counters) -> None:
    """Raises Refusal or InsteadError if a script requires it. Attempts are counted by fault and prompt."""
    for script in _at(scripts, Place.REFUSE):
        outcome = script.fault.apply(
            script.args, partial(counters.is_among_first, (script.fault.name, prompt))
        )
        if isinstance(outcome, Refusal):
            raise outcome
        if isinstance(outcome, Reply):
            raise InsteadError(outcome)


def planned(scripts: Scripts, plan: Plan) -> Plan:
    for script in _at(scripts, Place.PLAN):
        plan = script.fault.apply(plan, script.args)
    marks = tuple((script.fault.name, script.numbers) for script in _at(scripts, Place.LINK))
    return replace(plan, links=marks)


def framed(
    scripts: Scripts, frames: AsyncGenerator[Frame], disconnected: asyncio.Event
) -> AsyncGenerator[Frame]:
    for script in _at(scripts, Place.FRAMES):
        frames = script.fault.apply(frames, script.args, disconnected)
    return frames


def wired(scripts: Scripts, chunks: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    for script in _at(scripts, Place.WIRE):
        chunks = script.fault.apply(chunks, script.args)
    return chunks


def _at(scripts: Scripts, place: Place) -> Iterator[Script]:
    return (script for script in scripts if script.fault.place is place)
