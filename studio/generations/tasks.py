"""The jobs that the queue knows."""

from procrastinate.contrib.django import app


@app.task(name="studio.generate", queue="runs")
async def generate(*, run: int) -> None:
    """Carries one run to its end. A second delivery finds the run taken and does nothing."""
    from studio.generations.runner import carry

    await carry(run)
