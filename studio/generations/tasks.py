"""The jobs that the queue knows."""

from procrastinate.contrib.django import app

from studio.generations.execution.enqueue import TASK
from studio.generations.execution.runner import execute
from studio.generations.queue import QUEUE


@app.task(name=TASK, queue=QUEUE)
async def generate(*, run: int) -> None:
    """Executes one run. A second delivery finds the run claimed and does nothing."""
    await execute(run)
