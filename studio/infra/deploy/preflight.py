"""Checks before anything is started; each failure is one sentence."""

import socket
from pathlib import Path

from django.conf import settings


class NotReady(Exception):
    """The studio cannot start; the message is a sentence for the operator."""


def check(host: str, *, with_sandbox: bool) -> None:
    """Raises NotReady with the first problem."""
    if not _is_free(host, settings.PORT):
        raise NotReady(f"Port {settings.PORT} is taken; stop what uses it or set PORT to another one.")
    if with_sandbox and not _is_free("127.0.0.1", settings.SANDBOX_PORT):
        raise NotReady(
            f"Port {settings.SANDBOX_PORT}, the sandbox's (PORT + 1), is taken; "
            "stop what uses it or set PORT or STUDIO_SANDBOX_PORT to another one."
        )
    for entry in settings.STATICFILES_DIRS:
        folder = Path(str(entry[1] if isinstance(entry, tuple) else entry))
        if not folder.is_dir():
            raise NotReady(f"The folder {folder} is missing; install Node and run `make run`, or `npm ci`.")


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
