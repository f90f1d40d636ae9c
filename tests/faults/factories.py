"""A studio beside a sandbox that runs in a thread of the test, and the comparison of their two books."""

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
from tests.fixtures import person, run_of
from tests.live import LiveStudio

SIZE = "2560x1440"
TIMEOUT = 90.0  # seconds; a test that waits so long has failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run as both books name it."""

    pk: int
    nonce: str


class FaultStudio(LiveStudio):
    """Web and worker as processes; `sandbox_url` is the address of somebody else's sandbox."""

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
        self._far = httpx.Client(base_url=sandbox_url, trust_env=False, timeout=TIMEOUT)
        self._inside = False
        self._siblings: list[FaultStudio] = []

    @contextlib.contextmanager
    def db(self) -> Iterator[None]:
        """As everywhere, and it may be nested: one connection then serves all that is asked inside."""
        if self._inside:
            yield
            return
        with super().db():
            self._inside = True
            try:
                yield
            finally:
                self._inside = False

    def stop(self, *names: str) -> None:
        super().stop(*names)
        if not names:
            for sibling in self._siblings:
                sibling.stop()
            self._far.close()

    def runs(self, name: str) -> bool:
        """Whether this program is alive."""
        process = self._processes.get(name)
        return process is not None and process.poll() is None

    def sibling(self, folder: Path) -> "FaultStudio":
        """Another machine of the same studio: the same database and files. It is stopped with this one."""
        same = {
            name: self.env[name]
            for name in self.env
            if name.startswith("STUDIO_") and name != "STUDIO_PROVIDER_URL"
        }
        self._siblings.append(FaultStudio(folder, self._blocker, self.database_url, self.sandbox_url, **same))
        return self._siblings[-1]

    # ── People and runs ──────────────────────────────────────────────────────────────────────────────

    def someone(self) -> User:
        with self.db():
            return person(f"Alice-{uuid.uuid4().hex[:12]}")

    def browser(self, user: User) -> httpx.Client:
        """Signed in; writes are told to be no forgeries."""
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
        """Queues a run whose pictures are like no other's; without `images` it is no group."""
        with self.db():
            whose = by or self._alice()
            words = f"Vase {uuid.uuid4().hex} {prompt}"
            made = run_of(whose, **{"prompt": words, "max_images": images, "size": SIZE, **changes})
            return Run(pk=made.pk, nonce=made.submission.hex)

    def _alice(self) -> User:
        return User.objects.filter(email="alice@studio.example").first() or person("Alice")

    def deliver_again(self, run: Run, times: int = 1) -> None:
        """The queue forgets that it has delivered the job."""
        with self.db():
            for _ in range(times):
                generate.defer(run=run.pk)

    def state(self, run: Run) -> str:
        with self.db():
            return str(Generation.objects.values_list("state", flat=True).get(pk=run.pk))

    def row(self, run: Run) -> Generation:
        """With its slots read, so that it may be asked when the database is out of reach."""
        with self.db():
            row = Generation.objects.with_slots().get(pk=run.pk)
            assert row.slots is not None
            return row

    def slots(self, run: Run) -> list[str]:
        """The states of its images in order."""
        with self.db():
            states = Image.objects.filter(generation=run.pk).order_by("index")
            return list(states.values_list("state", flat=True))

    # ── Time ─────────────────────────────────────────────────────────────────────────────────────────

    def until(self, is_true: Callable[[], object], what: str = "") -> None:
        deadline = time.monotonic() + TIMEOUT
        while not is_true():
            assert time.monotonic() < deadline, what or "it never happened"
            time.sleep(0.1)

    def until_ended(self, *runs: Run) -> None:
        """The calls have ended and every link that came has been followed once."""
        self.until(lambda: not self._open(runs), f"still open: {[self.slots(run) for run in runs]}")

    def _open(self, runs: Sequence[Run]) -> bool:
        numbers = [run.pk for run in runs]
        with self.db():
            return (
                Generation.objects.filter(pk__in=numbers, state__in=UNFINISHED).exists()
                or Image.objects.filter(
                    generation__in=numbers, state=SlotState.ANNOUNCED, fetch_error=""
                ).exists()
            )

    def until_answered(self, run: Run, images: int) -> None:
        """The studio knows of so many images."""
        known = (SlotState.ANNOUNCED, SlotState.STORED)
        self.until(lambda: sum(state in known for state in self.slots(run)) >= images)

    def hurry(self, *runs: Run) -> None:
        """Let pass whatever these runs are waiting for: back-off, pause, the next fetch."""
        numbers = [run.pk for run in runs]
        with self.db(), connection.cursor() as cursor:
            ProviderPause.objects.update(until=Now())
            Generation.objects.filter(pk__in=numbers, state=RunState.QUEUED).update(not_before=None)
            Image.objects.filter(generation__in=numbers, state=SlotState.ANNOUNCED).update(fetch_after=Now())
            cursor.execute(
                "WITH due AS (UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'"
                " AND scheduled_at IS NOT NULL AND (args->>'run')::bigint = ANY(%s) RETURNING id)"
                " SELECT pg_notify('procrastinate_any_queue_v1',"
                " json_build_object('type', 'job_inserted', 'job_id', id)::text),"
                " pg_notify('procrastinate_queue_v1#runs',"
                " json_build_object('type', 'job_inserted', 'job_id', id)::text) FROM due",
                [numbers],
            )

    def hurry_until_ended(self, *runs: Run) -> None:
        def ended() -> bool:
            self.hurry(*runs)
            return not self._open(runs)

        self.until(ended)

    def let_the_dead_be_missed(self) -> None:
        """As if the reconciler had waited in vain for heartbeats; call it when no worker lives."""
        with self.db(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 minute'"
            )
            cursor.execute(
                "UPDATE generations_generation SET updated = updated - interval '1 minute'"
                " WHERE finished_at IS NULL"
            )
            # Nor may anything still arrive: the time of every call is up.
            Generation.objects.filter(sent_at__isnull=False).update(sent_at=Now() - timedelta(hours=1))
            Image.objects.filter(state=SlotState.ANNOUNCED).update(fetch_after=Now())

    def let_time_be_up(self, *runs: Run) -> None:
        """Nothing can arrive any more for these calls."""
        with self.db():
            numbers = [run.pk for run in runs]
            Generation.objects.filter(pk__in=numbers).update(sent_at=Now() - timedelta(hours=1))

    # ── The two books ────────────────────────────────────────────────────────────────────────────────

    def book_of(self, run: Run) -> dict[str, Any]:
        """What the sandbox accepted and billed for a run."""
        page: dict[str, Any] = self._far.get(f"/ledger/{run.nonce}").raise_for_status().json()
        return page

    def whole_book(self) -> dict[str, Any]:
        page: dict[str, Any] = self._far.get("/ledger").raise_for_status().json()
        return page

    def billed(self, run: Run) -> list[dict[str, Any]]:
        """Every billed image, once the sandbox has finished: it goes on without a listener."""
        self.until(lambda: not self.book_of(run)["unfinished"])
        return [image for call in self.book_of(run)["calls"] for image in call["billed"]]

    def check_nothing_lost(self, run: Run) -> Counter[str]:
        """The invariant of one run that has ended: it was sent once at most, and every billed image is stored with
        its hash, being fetched, listed as lost, or within the bound of a run whose end nobody knows.

        Returns how many billed images are in each state.
        """
        billed, book, row = self.billed(run), self.book_of(run), self.row(run)
        assert book["accepted"] <= 1
        by_link = {slot.link: slot for slot in row.slots if slot.link}
        found = Counter(self._state_of(image, by_link.get(image["url"])) for image in billed)
        nameless = sum(slot.state == SlotState.LOST and not slot.link for slot in row.slots)
        assert found["unaccounted"] <= nameless + row.counts[SlotState.UNKNOWN]
        assert row.state == RunState.UNKNOWN or not row.counts[SlotState.UNKNOWN]
        assert book["tokens"] <= row.upper_tokens
        return found

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
        """The originals that lie in the storage, whether or not a row knows them."""
        return list(self.stored_file("images").rglob(f"{run.pk}-*.jpg"))
