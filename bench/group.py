"""P12: memory of the worker in a group of 15 images of 4096 x 4096 that come at once, against one image."""

from bench import processes
from bench.place import Place, wait_until_over
from bench.rows import Row

IMAGES = 15


def run(place: Place, *, images: int = IMAGES) -> list[Row]:
    one, group = (_peak(place, count) for count in (1, images))
    return [
        Row.within(
            f"P12 worker's memory, {images} × 4K beyond 1 × 4K ({one:.0f} MB)",
            group - one,
            goal=64,
            unit="MB",
        )
    ]


def _peak(place: Place, images: int) -> float:
    """The most that a fresh worker ever held, in MB."""
    with place.studio("worker") as studio:
        from bench import people

        people.start(people.person(), images=images, picture="4k")
        wait_until_over()
        return processes.peak_memory(studio.pid("worker"))
