"""`manage.py states`: prints the tables of states in docs/developers.md from the data that the code uses."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from django.core.management.base import BaseCommand

from studio.generations.states import REVIEW_TRANSITIONS, RUN_TRANSITIONS, SLOT_TRANSITIONS


class Command(BaseCommand):
    help = "Prints the states of runs, slots and reviews, and which may follow which, as Markdown."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(markdown("run", RUN_TRANSITIONS))
        self.stdout.write()
        self.stdout.write(markdown("slot", SLOT_TRANSITIONS))
        self.stdout.write()
        self.stdout.write(markdown("review", REVIEW_TRANSITIONS))


def markdown(name: str, transitions: Mapping[Any, Iterable[StrEnum]]) -> str:
    """One table of transitions; a state without a next state is marked as final."""
    lines = [f"| {name} is | and may become |", "|---|---|"]
    for state, later in transitions.items():
        lines.append(f"| `{state}` | {', '.join(f'`{name}`' for name in later) or 'final'} |")
    return "\n".join(lines)
