"""`manage.py web`: serves the pages."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from studio.infra.server.web_server import serve


class Command(BaseCommand):
    help = "Serves the studio on HOST (127.0.0.1) and PORT."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        if not serve():
            sys.exit(1)
