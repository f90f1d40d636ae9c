"""Faults that change which images are made."""

from dataclasses import replace

from studio.sandbox.faults.registry import Args, Place, fault
from studio.sandbox.run import Plan


def _indexes(args: Args) -> frozenset[int]:
    return frozenset(int(arg) for arg in args)


def _first(args: Args) -> int:
    return int(args[0]) if args else 0


@fault(Place.PLAN)
def fail(plan: Plan, args: Args) -> Plan:
    """fail:3,7 refuses these images by moderation; the others are made."""
    return replace(plan, failing=plan.failing | _indexes(args or (0,)))


@fault(Place.PLAN)
def internal(plan: Plan, args: Args) -> Plan:
    """internal:k breaks image k with an internal error; the rest is not tried."""
    return replace(plan, broken_at=_first(args))


@fault(Place.PLAN)
def abort(plan: Plan, args: Args) -> Plan:
    """abort:k ends the whole run with a top-level error after k images."""
    return replace(plan, aborted_at=_first(args))


@fault(Place.PLAN)
def fewer(plan: Plan, args: Args) -> Plan:
    """fewer:n makes n images (1), whatever was asked."""
    return replace(plan, images=min(plan.images, max(1, _first(args))))


@fault(Place.PLAN)
def link_size(plan: Plan, args: Args) -> Plan:
    """The files of these images (none: all) are 64 pixels lower than announced."""
    return replace(plan, other_size=_indexes(args))


@fault(Place.PLAN)
def wrong_type(plan: Plan, args: Args) -> Plan:
    """The response's Content-Type is text/plain."""
    return replace(plan, content_type="text/plain")
