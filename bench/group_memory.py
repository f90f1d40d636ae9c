"""P12: memory of the worker for a group of 15 images of 4096 x 4096 that arrive at once, against one image."""

from bench import processes
from bench.environment import BenchEnvironment, wait_for_runs
from bench.rows import Row

IMAGES = 15


def run(environment: BenchEnvironment, *, images: int = IMAGES) -> list[Row]:
    one, group = (_peak_memory(environment, count) for count in (1, images))
    return [
        Row.within(
            f"P12 worker's memory, {images} × 4K beyond 1 × 4K ({one:.0f} MB)",
            group - one,
            goal=64,
            unit="MB",
        )
    ]


def _peak_memory(environment: BenchEnvironment, images: int) -> float:
    """Peak memory of a new worker, in MB."""
    with environment.studio("worker") as studio:
        from bench import users

        users.submit_run(users.new_user(), images=images, image="4k")
        wait_for_runs()
        return processes.peak_memory(studio.pid("worker"))
