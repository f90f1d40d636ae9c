"""`pg_dump` and `pg_restore` on the studio's database.

Uses those of the embedded server: the distribution's are often older than the server, and refuse to work with it.
"""

import os
import subprocess
from pathlib import Path

from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

from studio.infra.deploy.embedded_postgres import PROGRAMS


class DumpError(Exception):
    """The database cannot be dumped or restored; the message is a sentence for the operator."""


def dump(into: Path, *, snapshot: str) -> None:
    """Dumps the data of an exported snapshot; the file is written completely or not at all."""
    part = into.with_name(f".{into.name}.part")
    try:
        _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={part}")
        part.replace(into)
    finally:
        part.unlink(missing_ok=True)


def restore(file: Path) -> None:
    """Restores into an empty database in one transaction. Owner and privileges are those of the restoring user."""
    _run("pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", str(file))


def is_empty() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT NOT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public')")
        return bool(cursor.fetchone()[0])


def clear() -> None:
    """Drops everything in the database."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def _run(program: str, *arguments: str) -> None:
    connection_arguments, secrets = DatabaseClient.settings_to_cmd_args_env(
        connection.settings_dict, ["--dbname"]
    )
    # pg_restore expects the file after all options.
    options = [each for each in arguments if each.startswith("--")]
    files = [each for each in arguments if not each.startswith("--")]
    command = [str(PROGRAMS / program), *options, *connection_arguments[1:], *files]
    completed = subprocess.run(  # noqa: S603
        command, env={**os.environ, **(secrets or {})}, stderr=subprocess.PIPE, text=True, check=False
    )
    if completed.returncode:
        raise DumpError(f"{program} failed: {completed.stderr.strip()}")
