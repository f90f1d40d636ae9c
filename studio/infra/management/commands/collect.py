"""`manage.py collect`: collectstatic, but only when a source has changed."""

from typing import Any

from django.core.management.base import BaseCommand

from studio.infra.deploy.collectstatic import collect_if_changed


class Command(BaseCommand):
    help = "Collects the static files if one of their sources has changed."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        collect_if_changed()
