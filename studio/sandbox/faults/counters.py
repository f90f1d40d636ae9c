"""Counts occurrences, for faults that stop after a few times."""

from collections import OrderedDict
from collections.abc import Hashable

KEEP = 10_000


class Counters:
    """Counts up to a limit and then restarts, so that the same test can run twice."""

    def __init__(self) -> None:
        self._seen: OrderedDict[Hashable, int] = OrderedDict()

    def is_among_first(self, key: Hashable, times: float) -> bool:
        """Whether this is one of the first `times` calls; always true for 0."""
        seen = self._seen.pop(key, 0)
        if not times:
            return True
        if seen >= times:
            return False
        self._seen[key] = seen + 1
        while len(self._seen) > KEEP:
            self._seen.popitem(last=False)
        return True
