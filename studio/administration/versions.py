"""Versions of the studio and the software it runs on."""

import json
import platform
from functools import cache

import django
from django.conf import settings
from django.db import connection

import studio


@cache
def _installed() -> dict[str, str]:
    """Cached, since these change only with a new release."""
    htmx = json.loads((settings.BASE_DIR / "node_modules/htmx.org/package.json").read_text())
    return {
        "Seedream Studio": studio.__version__,
        "Django": django.get_version(),
        "Python": platform.python_version(),
        "htmx": htmx["version"],
    }


def versions() -> dict[str, str]:
    """Versions by name; the connection knows PostgreSQL's without a query."""
    major, minor = divmod(connection.pg_version, 10_000)  # type: ignore[attr-defined]
    return {**_installed(), "PostgreSQL": f"{major}.{minor}"}
