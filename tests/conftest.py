"""Setup for every test: no network except loopback, no connection pool, static files under their real names."""

import ipaddress
import socket
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import translation
from pytest_django import DjangoDbBlocker
from whitenoise.base import WhiteNoise

from tests.database import migrated_template

pytest_plugins = ["tests.live", "tests.fixtures", "tests.accounts.factories"]
# They wait for complete studios. Started last, one would run on alone after all other processes have ended.
SLOWEST_FIRST = (
    "tests/infra/test_up.py",
    "tests/browser/test_accessibility.py",
    "tests/test_routes.py",
    "tests/bench",
    "tests/faults",
    "tests/gallery/test_zip_memory.py",
    "tests/browser",
    "tests/visual",
)


def _forbid_network(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        sock, address = arguments
        assert isinstance(sock, socket.socket)
        if sock.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address):
            raise PermissionError(f"A test tried to reach {address}.")


def _is_loopback(address: object) -> bool:
    host = str(address[0]) if isinstance(address, tuple) else ""
    return host == "localhost" or ipaddress.ip_address(host.partition("%")[0]).is_loopback


def pytest_configure(config: pytest.Config) -> None:
    sys.addaudithook(_forbid_network)
    # A pool would outlive the test database; a plain connection per thread is closed with it.
    settings.DATABASES["default"]["OPTIONS"]["pool"] = False
    _scan_static_files_once()
    _allow_flush_of_audit_trail()


@pytest.hookimpl(trylast=True)  # pytest-django sorts too, by what tests need of the database
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files run first, so that all processes end at about the same time."""
    items.sort(
        key=lambda item: next(
            (n for n, path in enumerate(SLOWEST_FIRST) if item.nodeid.startswith(path)), len(SLOWEST_FIRST)
        )
    )


def _scan_static_files_once() -> None:
    """Each test client builds its own middleware, where WhiteNoise reads every static file: all share one scan."""
    scan, scanned = WhiteNoise.update_files_dictionary, dict[tuple[str, str], dict[str, object]]()

    def scan_once(self: WhiteNoise, root: str, prefix: str) -> None:
        if (root, prefix) not in scanned:
            scan(self, root, prefix)
            scanned[root, prefix] = self.files.copy()
        self.files.update(scanned[root, prefix])

    WhiteNoise.update_files_dictionary = scan_once


def _allow_flush_of_audit_trail() -> None:
    """After a test that commits, Django truncates all tables. The audit trail refuses that; only here it is allowed."""
    sql_flush, toggle = DatabaseOperations.sql_flush, "ALTER TABLE audit_auditentry {} TRIGGER audit_truncate"

    def flush(self: DatabaseOperations, *arguments: Any, **options: Any) -> list[str]:
        _wait_for_other_statements()
        truncate = sql_flush(self, *arguments, **options)
        return [toggle.format("DISABLE"), *truncate, toggle.format("ENABLE ALWAYS")]

    DatabaseOperations.sql_flush = flush


def _wait_for_other_statements() -> None:
    """A thread may still read after its test; TRUNCATE, which locks the tables one by one, could deadlock with it."""
    deadline = time.monotonic() + 30
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND backend_type = 'client backend' AND state <> 'idle' LIMIT 1"
            )
            if not cursor.fetchone():
                return
            time.sleep(0.01)


@pytest.fixture(autouse=True)
def _reset_language() -> Iterator[None]:
    """A request leaves its user's language active in the thread, where the next test would inherit it."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _disable_settings_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's settings apply at once, and every page loads them with the same number of queries."""
    from studio.policies import installation, model_switches

    monkeypatch.setattr(installation, "CACHE_SECONDS", 0)
    installation.clear_settings_cache()
    model_switches.clear_switches_cache()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """The tables are created once for all processes and studios, and copied."""
    settings.DATABASES["default"]["TEST"]["TEMPLATE"] = migrated_template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Async code leaves connections open in its threads; close them, or the test database cannot be dropped."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
