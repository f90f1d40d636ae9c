"""All scripted faults, registered when the package is imported."""

from studio.sandbox.faults import cuts, events, images, links, refusals, wire
from studio.sandbox.faults.applying import Scripts, framed, planned, refuse, wired
from studio.sandbox.faults.registry import FAULTS, scripts, strip

__all__ = [
    "FAULTS",
    "Scripts",
    "cuts",
    "events",
    "framed",
    "images",
    "links",
    "planned",
    "refusals",
    "refuse",
    "scripts",
    "strip",
    "wire",
    "wired",
]
