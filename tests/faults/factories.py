"""A studio that uses a sandbox in a thread of the test, and the comparison of their ledgers."""

import contextlib
import hashlib
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from pytest_django import DjangoDbBlocker

from studio.accounts.models import User
from studio.generations.models import Generation, Image, ProviderPause
from studio.generations.states import UNFINISHED, RunState, SlotState
from studio.generations.tasks import generate
from tests.fixtures import create_run, create_user, unique_word
from tests.live import LiveStudio

SIZE = "2560x1440"
TIMEOUT = 90.0  # seconds; a test that waits this long has failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The ids of a run: `pk` in the studio, `nonce` in the ledger of the sandbox."""

    pk: int
    nonce: str


class FaultStudio(LiveStudio):
    """Web and worker as processes; they use the sandbox at `sandbox_url` instead of starting one."""

    def __init__(
        self,
        folder: Path,
        blocker: DjangoDbBlocker,
        database_url: str,
        sandbox_url: str,
        **environment: str,
    ) -> None:
        provider = {"STUDIO_PROVIDER_URL": f"{sandbox_url}/v1"}
        super().__init__(folder, blocker, database_url, **provider, **environment)
        self.sandbox_url = sandbox_url
        self._sandbox_client = httpx.Client(base_url=sandbox_url, trust_env=False, timeout=TIMEOUT)
        self._db_open = False
        self._siblings: list[FaultStudio] = []

    @contextlib.contextmanager
    def db(self) -> Iterator[None]:
        """Like that of `LiveStudio`, but it can be nested: nested blocks share one connection."""
        if self._db_open:
            yield
            return
        with super().db():
            self._db_open = True
            try:
                yield
            finally:
                self._db_open = False

    def stop(self, *names: str) -> None:
        super().stop(*names)
        if not names:
            for sibling in self._siblings:
                sibling.stop()
            self._sandbox_client.close()

    def is_running(self, name: str) -> bool:
        """Whether the process of this program is alive."""
        process = self._processes.get(name)
        return process is not None and process.poll() is None

    def sibling(self, folder: Path) -> "FaultStudio":
        """A second machine of this studio, with the same database and files. It stops together with this one."""
        shared_env = {
            name: self.env[name]
            for name in self.env
            if name.startswith("STUDIO_") and name != "STUDIO_PROVIDER_URL"
        }
        self._siblings.append(
            FaultStudio(folder, self._blocker, self.database_url, self.sandbox_url, **shared_env)
        )
        return self._siblings[-1]

    # ── Users and runs ───────────────────────────────────────────────────────────────────────────────

    def new_user(self) -> User:
        with self.db():
            return create_user(f"Alice-{unique_word()}")

    def browser(self, user: User) -> httpx.Client:
        """A signed-in HTTP client that sends the CSRF token."""
        token = uuid.uuid4().hex
        with self.db():
            client = Client()
            client.force_login(user)
        return httpx.Client(
            base_url=self.url,
            cookies={"sessionid": client.cookies["sessionid"].value, "csrftoken": token},
            headers={"X-CSRFToken": token},
            timeout=TIMEOUT,
        )

    def submit(
        self, prompt: str = "", *, images: int | None = None, by: User | None = None, **changes: Any
    ) -> Run:
        """Queues a run with a unique prompt, and so unique images; without `images` it is not a group."""
        with self.db():
            owner = by or self._alice()
            full_prompt = f"Vase {unique_word()} {prompt}"
            generation = create_run(
                owner, **{"prompt": full_prompt, "max_images": images, "size": SIZE, **changes}
            )
            return Run(pk=generation.pk, nonce=generation.submission.hex)

    def _alice(self) -> User:
        return User.objects.filter(email="alice@studio.example").first() or create_user("Alice")

    def redeliver(self, run: Run, times: int = 1) -> None:
        """Queues the job again, as if the queue had forgotten its delivery."""
        with self.db():
            for _ in range(times):
                generate.defer(run=run.pk)

    def state(self, run: Run) -> str:
        with self.db():
            return str(Generation.objects.values_list("state", flat=True).get(pk=run.pk))

    def row(self, run: Run) -> Generation:
        """The run with its slots prefetched, so that it can be read outside `db()`."""
        with self.db():
            row = Generation.objects.with_slots().get(pk=run.pk)
            assert row.slots is not None
            return row

    def slots(self, run: Run) -> list[str]:
        """The states of its images in order."""
        with self.db():
            states = Image.objects.filter(generation=run.pk).order_by("index")
            return list(states.values_list("state", flat=True))

    # ── Waiting ──────────────────────────────────────────────────────────────────────────────────────

    def wait_until(self, is_true: Callable[[], object], message: str = "") -> None:
        deadline = time.monotonic() + TIMEOUT
        while not is_true():
            assert time.monotonic() < deadline, message or "it never happened"
            time.sleep(0.1)

    def wait_until_ended(self, *runs: Run) -> None:
        """Waits until the calls have ended and every received link has been fetched once."""
        self.wait_until(
            lambda: not self._any_unfinished(runs), f"still open: {[self.slots(run) for run in runs]}"
        )

    def _any_unfinished(self, runs: Sequence[Run]) -> bool:
        run_ids = [run.pk for run in runs]
        with self.db():
            return (
                Generation.objects.filter(pk__in=run_ids, state__in=UNFINISHED).exists()
                or Image.objects.filter(
                    generation__in=run_ids, state=SlotState.ANNOUNCED, fetch_error=""
                ).exists()
            )

    def wait_for_images(self, run: Run, images: int) -> None:
        """Waits until the studio knows of at least this many images."""
        known = (SlotState.ANNOUNCED, SlotState.STORED)
        self.wait_until(lambda: sum(state in known for state in self.slots(run)) >= images)

    def skip_delays(self, *runs: Run) -> None:
        """Makes due now what these runs are waiting for: back-off, provider pause, next fetch."""
        run_ids = [run.pk for run in runs]
        with self.db(), connection.cursor() as cursor:
            ProviderPause.objects.update(until=Now())
            Generation.objects.filter(pk__in=run_ids, state=RunState.QUEUED).update(not_before=None)
            Image.objects.filter(generation__in=run_ids, state=SlotState.ANNOUNCED).update(fetch_after=Now())
            cursor.execute(
                "WITH due AS (UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'"
                " AND scheduled_at IS NOT NULL AND (args->>'run')::bigint = ANY(%s) RETURNING id)"
                " SELECT pg_notify('procrastinate_any_queue_v1',"
                " json_build_object('type', 'job_inserted', 'job_id', id)::text),"
                " pg_notify('procrastinate_queue_v1#runs',"
                " json_build_object('type', 'job_inserted', 'job_id', id)::text) FROM due",
                [run_ids],
            )

    def skip_delays_until_ended(self, *runs: Run) -> None:
        def ended() -> bool:
            self.skip_delays(*runs)
            return not self._any_unfinished(runs)

        self.wait_until(ended)

    def expire_heartbeats(self) -> None:
        """Makes workers and unfinished runs look dead to the reconciler; call it when no worker is running."""
        with self.db(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 minute'"
            )
            cursor.execute(
                "UPDATE generations_generation SET updated = updated - interval '1 minute'"
                " WHERE finished_at IS NULL"
            )
            # Expire every call too, so that no result can still arrive.
            Generation.objects.filter(sent_at__isnull=False).update(sent_at=Now() - timedelta(hours=1))
            Image.objects.filter(state=SlotState.ANNOUNCED).update(fetch_after=Now())

    def expire_calls(self, *runs: Run) -> None:
        """Backdates these calls, so that no result can still arrive for them."""
        with self.db():
            run_ids = [run.pk for run in runs]
            Generation.objects.filter(pk__in=run_ids).update(sent_at=Now() - timedelta(hours=1))

    # ── Ledgers ──────────────────────────────────────────────────────────────────────────────────────

    def ledger_of(self, run: Run) -> dict[str, Any]:
        """What the sandbox accepted and billed for a run."""
        ledger: dict[str, Any] = self._sandbox_client.get(f"/ledger/{run.nonce}").raise_for_status().json()
        return ledger

    def full_ledger(self) -> dict[str, Any]:
        ledger: dict[str, Any] = self._sandbox_client.get("/ledger").raise_for_status().json()
        return ledger

    def billed(self, run: Run) -> list[dict[str, Any]]:
        """Every billed image, once the sandbox has finished: it continues after the client disconnects."""
        self.wait_until(lambda: not self.ledger_of(run)["unfinished"])
        return [image for call in self.ledger_of(run)["calls"] for image in call["billed"]]

    def check_nothing_lost(self, run: Run) -> Counter[str]:
        """The invariant of one run that has ended: it was sent once at most, and every billed image is stored with
        its hash, being fetched, listed as lost, or within the upper bound of a run with an unknown outcome.

        Returns how many billed images are in each state.
        """
        billed, ledger, row = self.billed(run), self.ledger_of(run), self.row(run)
        assert ledger["accepted"] <= 1
        by_link = {slot.link: slot for slot in row.slots if slot.link}
        counts = Counter(self._state_of(image, by_link.get(image["url"])) for image in billed)
        lost_without_link = sum(slot.state == SlotState.LOST and not slot.link for slot in row.slots)
        assert counts["unaccounted"] <= lost_without_link + row.counts[SlotState.UNKNOWN]
        assert row.state == RunState.UNKNOWN or not row.counts[SlotState.UNKNOWN]
        assert ledger["tokens"] <= row.upper_tokens
        return counts

    def _state_of(self, image: dict[str, Any], slot: Image | None) -> str:
        if slot is None:
            return "unaccounted"
        assert slot.state in (SlotState.ANNOUNCED, SlotState.STORED, SlotState.LOST)
        if slot.state == SlotState.STORED:
            assert slot.sha256 == image["sha256"] == self._hash_of(slot.file)
            assert self.stored_file(slot.thumbnail).is_file()
        return str(slot.state)

    def _hash_of(self, name: str) -> str:
        return hashlib.sha256(self.stored_file(name).read_bytes()).hexdigest()

    def stored_file(self, name: str) -> Path:
        return Path(self.env["STUDIO_DATA"], "files", name)

    def files_of(self, run: Run) -> list[Path]:
        """The originals in the storage, whether or not a row refers to them."""
        return list(self.stored_file("images").rglob(f"{run.pk}-*.jpg"))
