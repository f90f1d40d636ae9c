"""`manage.py sandbox`: runs only the sandbox, a fake provider, for other clients and for tests."""

import signal
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import replace
from importlib import import_module
from types import FrameType
from typing import Any, Never

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from studio.sandbox.latency import parse_delay
from studio.sandbox.server import address, listen, serve
from studio.sandbox.settings import SandboxSettings

PAINTERS = {"art": "studio.sandbox.painter", "flat": "studio.sandbox.painter.flat"}


class Command(BaseCommand):
    help = "Serves a test double of the image API on this machine. Needs no database and no key."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=settings.SANDBOX_PORT)
        parser.add_argument(
            "--delay", type=_delay, default=settings.SANDBOX_DELAY, help="seconds per image, or “realistic”"
        )
        parser.add_argument("--painter", choices=list(PAINTERS), default="art", help="flat costs nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            listener = listen(options["host"], options["port"])
        except OSError as error:
            raise CommandError(
                _("Port %(port)s cannot be used: %(why)s") % {"port": options["port"], "why": error.strerror}
            ) from error
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _exit)
        self.stdout.write(f"{address(listener)}/v1", ending="\n")
        self.stdout.flush()
        serve(_settings(options), listener)


def _delay(text: str) -> float | None:
    try:
        return parse_delay(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error


def _settings(options: dict[str, Any]) -> SandboxSettings:
    sandbox_settings = SandboxSettings(
        folder=settings.DATA_DIR / "sandbox",
        delay=options["delay"],
        painter=import_module(PAINTERS[options["painter"]]).paint,
    )
    return replace(sandbox_settings, processes=0) if options["painter"] == "flat" else sandbox_settings


def _exit(number: int, frame: FrameType | None) -> Never:
    """uvicorn raises the signal again after it has stopped; exit cleanly then."""
    raise SystemExit(0)
