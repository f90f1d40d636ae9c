"""`manage.py up`: starts and keeps running PostgreSQL, web, worker and sandbox."""

import asyncio
import sys
from typing import Any

from django.core.management.base import BaseCommand

from studio.infra.deploy.data_dir import DataFolderError
from studio.infra.deploy.embedded_postgres import PostgresError
from studio.infra.deploy.preflight import NotReady
from studio.infra.deploy.supervisor import Supervisor


class Command(BaseCommand):
    help = "Starts the whole studio on this machine and keeps it running until Ctrl-C."
    requires_system_checks = ()  # `prepare` runs them, with the database there

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            asyncio.run(Supervisor().run())
        except* (DataFolderError, NotReady, PostgresError) as group:
            sys.exit(str(group.exceptions[0]))
