"""`manage.py worker`: executes the runs."""

import asyncio
import sys
from typing import Any

from django.core.management.base import BaseCommand

from studio.generations.execution import reconciler, worker_context
from studio.infra.jobs.worker import WorkerError, work


class Command(BaseCommand):
    help = "Carries out the runs, up to STUDIO_CONCURRENCY of them at once."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            asyncio.run(work(context=worker_context.open, background=reconciler.run))
        except* WorkerError as group:
            sys.exit(f"The worker ends, to be started again: {group.exceptions[0]}")
