"""What the rooms above want done beside the jobs; every worker does it (`generations.upkeep`).

Functions of one short transaction each, which may be repeated and may run in several workers at once.
"""

from collections.abc import Callable

Chore = Callable[[], object]

sweeps: list[Chore] = []
"""Every few seconds: a look for what has been left lying."""
hourly: list[Chore] = []
"""Once an hour: deleting what nobody needs."""
