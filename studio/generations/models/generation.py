"""A run: one call to the provider, from the click to the last image."""

from collections import Counter
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import AccessKey, Team, User
from studio.budgets.money import format_micros
from studio.generations.models.generation_manager import GenerationManager
from studio.generations.models.request_fields import RequestFields
from studio.generations.models.search_vector import ScopedVector
from studio.generations.queue import queue_position
from studio.generations.states import (
    BILLED,
    DELETABLE,
    IN_PROGRESS,
    OPEN_SLOTS,
    UNFINISHED,
    RunState,
    SlotState,
)
from studio.provider.limits import overall_deadline, tokens

if TYPE_CHECKING:
    from studio.generations.models import Image, OutcomeDecision, Reference


class Generation(RequestFields):
    """One call to the provider. Its rows are the ledger: they are written by the worker and never edited."""

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="generations")
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="generations"
    )
    submission = models.UUIDField(_("submission"), help_text=_("One click makes one run."))
    retry_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="retries"
    )

    key = models.ForeignKey(
        AccessKey, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    key_name = models.CharField(
        _("access key"),
        max_length=60,
        blank=True,
        db_default="",
        help_text=_("Of the program that made it; empty: a person did."),
    )

    provider = models.CharField(_("provider"), max_length=16)
    price = models.PositiveBigIntegerField(
        _("price per image"), help_text=_("In millionths of the currency.")
    )
    currency = models.CharField(_("currency"), max_length=3)
    spent = models.PositiveBigIntegerField(_("spent"), default=0, db_default=0, editable=False)
    reserved = models.PositiveBigIntegerField(
        _("reserved"),
        default=0,
        db_default=0,
        editable=False,
        help_text=_("What its budgets hold for images that may still be billed."),
    )

    state = models.CharField(_("state"), max_length=10, choices=RunState, default=RunState.QUEUED)
    created = models.DateTimeField(_("created"), db_default=Now())
    day = models.DateField(_("day"), help_text=_("In the studio's time zone."))
    updated = models.DateTimeField(_("updated"), db_default=Now())
    not_before = models.DateTimeField(_("not before"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    job = models.BigIntegerField(_("job"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    stalled_at = models.DateTimeField(
        _("worker not responding since"), null=True, blank=True, help_text=_("While the call is open.")
    )
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    cancel_requested_at = models.DateTimeField(_("cancel asked"), null=True, blank=True)
    cancel_requested_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    request_id = models.CharField(_("request id"), max_length=128, blank=True)
    error_code = models.CharField(_("error code"), max_length=128, blank=True)
    error_message = models.TextField(_("error message"), blank=True)
    usage_images = models.PositiveIntegerField(_("images by the provider"), null=True, blank=True)
    usage_tokens = models.PositiveBigIntegerField(_("tokens by the provider"), null=True, blank=True)
    tokens = models.PositiveBigIntegerField(_("tokens by our count"), default=0)

    text_vector = SearchVectorField(
        _("text vector"), editable=False, db_default="", help_text=_("Of the prompt.")
    )
    needs_review = models.BooleanField(
        _("needs review"), db_default=False, help_text=_("By an input rule, before release.")
    )
    matched_rules = models.JSONField(
        _("input rules"), db_default=Value([], models.JSONField()), help_text=_("Those that the prompt met.")
    )
    deleted_at = models.DateTimeField(
        _("deleted"), null=True, blank=True, help_text=_("Shown in no list; counted in the usage.")
    )
    deleted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    changed_slots: "list[Image]"
    """Set by the stream: the tiles to swap."""
    error_changed: bool
    """Set by the stream: whether the message about its error changed."""

    is_hidden = False
    """Set by `with_is_hidden`."""

    objects = GenerationManager()

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        indexes = [
            models.Index(fields=["owner", "-id"], name="run_owner"),
            models.Index(fields=["owner", "updated"], name="run_owner_updated"),
            models.Index(fields=["team", "-id"], name="run_team"),
            models.Index(fields=["team", "updated"], name="run_team_updated"),
            models.Index(fields=["owner", "day"], name="run_owner_day", include=["tokens"]),
            models.Index(fields=["team", "day", "owner"], name="run_team_day", include=["tokens"]),
            models.Index(fields=["-finished_at"], name="run_finished"),
            models.Index(fields=["-id"], name="run_unknown", condition=Q(state="unknown")),
            models.Index(fields=["key", "day"], name="run_key_day", condition=Q(key__isnull=False)),
            models.Index(fields=["state"], name="run_open", condition=Q(state__in=UNFINISHED)),
            # Most runs are completed, so a list of them is read from the newest; other states are rare.
            models.Index(
                fields=["owner", "state", "-id"], name="run_owner_state", condition=~Q(state="completed")
            ),
            models.Index(
                fields=["team", "state", "-id"], name="run_team_state", condition=~Q(state="completed")
            ),
            GinIndex(ScopedVector("text_vector", "owner", "team"), name="run_search", fastupdate=False),
        ]
        constraints = [
            models.UniqueConstraint(fields=["owner", "submission"], name="run_submitted_once"),
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="run_state"),
            models.CheckConstraint(
                condition=Q(max_images__isnull=True) | Q(max_images__range=(1, 15)), name="run_max_images"
            ),
            models.CheckConstraint(
                condition=Q(cancel_requested_at__isnull=True, cancel_requested_by__isnull=True)
                | Q(cancel_requested_at__isnull=False, cancel_requested_by__isnull=False),
                name="run_cancel_paired",
            ),
            models.CheckConstraint(
                condition=Q(deleted_at=None, deleted_by=None)
                | Q(deleted_at__isnull=False, deleted_by__isnull=False, state__in=DELETABLE),
                name="run_deleted_paired",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNFINISHED, finished_at__isnull=True)
                | (~Q(state__in=UNFINISHED) & Q(finished_at__isnull=False)),
                name="run_finished_paired",
            ),
            models.CheckConstraint(
                condition=Q(stalled_at=None) | Q(state__in=IN_PROGRESS), name="run_stalled_while_open"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.prompt[:40]}"

    def get_absolute_url(self) -> str:
        return reverse("run", args=[self.pk])

    @cached_property
    def decision(self) -> "OutcomeDecision | None":
        """What a person decided about its outcome; None, without a query, for a run in progress."""
        return getattr(self, "outcome_decision", None) if self.is_finished else None

    @cached_property
    def references_list(self) -> "list[Reference]":
        return sorted(self.references.all(), key=lambda reference: reference.position)

    # ── Results ────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def slots(self) -> "list[Image]":
        """The slots of its images in order, with `is_next` set on the next expected one."""
        slots = sorted(self.images.all(), key=lambda slot: slot.index)
        running = self.state in IN_PROGRESS and not self.is_stalled
        for slot in slots:
            slot.generation = self
            slot.is_next = running and slot.state == SlotState.WAITING
            running = running and not slot.is_next
        return slots

    @cached_property
    def counts(self) -> Counter[str]:
        """How many slots are in each state."""
        return Counter(slot.state for slot in self.slots)

    @property
    def saved_count(self) -> int:
        """Images that were saved, including those deleted or hidden later."""
        saved = (SlotState.STORED, SlotState.TRASHED, SlotState.REMOVED, SlotState.HIDDEN)
        return sum(self.counts[state] for state in saved)

    @property
    def failed_count(self) -> int:
        return self.counts[SlotState.FAILED]

    @property
    def stuck_slots(self) -> "list[Image]":
        """Generated images whose download has failed so far."""
        return [slot for slot in self.slots if slot.is_stuck]

    @property
    def stuck_count(self) -> int:
        return len(self.stuck_slots)

    @property
    def billed_count(self) -> int:
        """Images that the provider charges for, by our own count of its events."""
        return sum(self.counts[state] for state in BILLED)

    @property
    def arrived_count(self) -> int:
        """Slots that have a result: an image or a failure."""
        return self.billed_count + self.failed_count

    @property
    def is_finished(self) -> bool:
        return self.state not in UNFINISHED

    @property
    def requires_release(self) -> bool:
        """Whether its images can be downloaded only after a release."""
        team = self.team
        return bool(team and (team.release_gate or (self.needs_review and team.has_review)))

    @property
    def is_stalled(self) -> bool:
        """The call is open, but its worker sends no heartbeat: its result is not known yet."""
        return self.state in IN_PROGRESS and self.stalled_at is not None

    @property
    def deadline(self) -> datetime | None:
        """When the call must have ended at the latest; None before it was sent."""
        return self.sent_at and self.sent_at + timedelta(seconds=overall_deadline(self.planned))

    @property
    def may_still_run(self) -> bool:
        """The outcome is unknown and the deadline has not passed: the call may still generate images."""
        if self.deadline is None or not (self.is_stalled or self.state == RunState.UNKNOWN):
            return False
        return self.deadline > timezone.now()

    @property
    def is_settled(self) -> bool:
        """The call has ended, and every announced image is stored or lost."""
        return self.is_finished and not self.counts[SlotState.ANNOUNCED]

    @property
    def is_saving(self) -> bool:
        """The call succeeded, and announced images are still being downloaded."""
        return self.state == RunState.COMPLETED and not self.is_settled

    @property
    def has_outcome(self) -> bool:
        """Its outcome is known; people are notified only then."""
        return self.is_finished and not self.is_saving

    @property
    def state_label(self) -> str:
        if self.is_stalled:
            return str(_("Worker not responding"))
        return str(_("Saving") if self.is_saving else RunState(self.state).label)

    @property
    def elapsed(self) -> float:
        """Seconds since the call was sent (while it waits: since the click), until now or until the end."""
        return ((self.finished_at or timezone.now()) - self.started).total_seconds()

    duration = elapsed

    @property
    def started(self) -> datetime:
        return self.sent_at or self.created

    @property
    def started_iso(self) -> str:
        return self.started.isoformat()

    @property
    def is_backing_off(self) -> bool:
        """Whether it waits because of the provider's rate limit, not for its turn in the queue."""
        return bool(self.state == RunState.QUEUED and self.not_before and self.not_before > timezone.now())

    @property
    def queue_place(self) -> int | None:
        """The position in the queue, counted from 1; None when it no longer waits."""
        if self.state != RunState.QUEUED or self.job is None:
            return None
        return queue_position(self.job)

    # ── Costs ────────────────────────────────────────────────────────────────────────────────

    @property
    def open_images(self) -> int:
        """How many more images may still be billed."""
        return sum(self.counts[state] for state in OPEN_SLOTS)

    @property
    def open_tokens(self) -> int:
        """The maximum number of tokens that its open slots can cost."""
        return tokens([self.expected.pixels] * self.open_images)

    @property
    def upper_images(self) -> int:
        """The maximum number of images this run can be billed for."""
        return self.billed_count + self.open_images

    @property
    def upper_tokens(self) -> int:
        """The maximum number of tokens of this run: billed images, and each open slot at the expected size."""
        known = [slot.pixels for slot in self.slots if slot.state in BILLED]
        return tokens([*known, *[self.expected.pixels] * self.open_images])

    @property
    def upper_money(self) -> str:
        """The maximum cost of this run, formatted with its currency."""
        return self.money(self.upper_images)

    @property
    def is_sandbox(self) -> bool:
        """Whether the sandbox made its images, which are not billed."""
        return self.provider == "sandbox"

    def money(self, images: int) -> str:
        return format_micros(self.price * images, self.currency)

    @property
    def usage_mismatch(self) -> bool:
        """Whether the provider's own count differs from ours; shown to administrators."""
        if self.usage_tokens is None:
            return False
        return self.usage_tokens != self.tokens or self.usage_images not in (None, self.billed_count)

    # ── Actions ─────────────────────────────────────────────────────────────────────────────

    @property
    def can_cancel(self) -> bool:
        return not self.is_finished and self.cancel_requested_at is None

    @property
    def can_run_again(self) -> bool:
        """Whether it may be repeated as a new run: it failed as a whole, was cancelled, or its outcome is unknown."""
        return self.is_stalled or self.state in (RunState.FAILED, RunState.UNKNOWN, RunState.CANCELLED)
