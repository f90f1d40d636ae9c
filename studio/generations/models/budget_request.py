"""A run stopped by a hard budget, waiting until somebody raises the budget."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import Role, Team, User
from studio.budgets.money import format_micros
from studio.generations.models.generation import Generation
from studio.generations.models.image import Image
from studio.generations.models.request_fields import RequestFields
from studio.generations.models.upload import Upload

MAX_TEXT_LENGTH = 500  # characters of the purpose, and of the reason


class RequestState(models.TextChoices):
    """The state of a budget request."""

    OPEN = "open", _("Waiting")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


_COLOURS: dict[str, str] = {
    RequestState.OPEN: "warn",
    RequestState.APPROVED: "ok",
    RequestState.REFUSED: "danger",
}


class BudgetRequestQuerySet(models.QuerySet["BudgetRequest"]):
    """Queries of budget requests."""

    def open(self) -> Self:
        return self.filter(state=RequestState.OPEN)

    def closed(self) -> Self:
        return self.exclude(state=RequestState.OPEN)

    def with_people(self) -> Self:
        """With everything that a row of the list shows."""
        return self.select_related("owner", "team", "decided_by", "slot").prefetch_related("uploads")

    def visible_to(self, person: User) -> Self:
        """One's own, and those of the teams that one leads; administrators see all, auditors those of all teams."""
        if not person.is_active:
            return self.none()
        if person.is_administrator:
            return self
        if person.is_auditor:
            return self.filter(Q(owner=person) | Q(team__isnull=False))
        return self.filter(Q(owner=person) | Q(team__in=led_by(person)))

    def decidable_by(self, person: User) -> Self:
        """Those that the person may decide on: administrators all, leads those for their team's budget."""
        if person.is_administrator:
            return self
        return self.filter(is_personal=False, team__in=led_by(person)).exclude(owner=person)


def led_by(person: User) -> list[int]:
    """The teams that the person leads."""
    is_outside = not person.is_active or person.is_auditor
    return [] if is_outside else [team for team, role in person.roles.items() if role == Role.LEAD]


class BudgetRequest(RequestFields):
    """A complete run request, which starts as the requester's run when it is approved."""

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="budget_requests")
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="budget_requests"
    )
    submission = models.UUIDField(_("submission"), help_text=_("One click makes one request, and one run."))
    references = models.JSONField(
        _("references"), default=list, help_text=_("As the form names them, in order.")
    )
    uploads = models.ManyToManyField(
        Upload, related_name="budget_requests", help_text=_("Kept while the request is open.")
    )
    retry_of = models.ForeignKey(
        Generation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text=_("The run that it repeats."),
    )
    slot = models.ForeignKey(
        Image,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text=_("The one image of it that it retries."),
    )
    purpose = models.CharField(_("purpose"), max_length=MAX_TEXT_LENGTH, blank=True)
    is_personal = models.BooleanField(
        _("personal budget"), help_text=_("Whether the person's own budget is used up, not only the team's.")
    )
    cost = models.PositiveBigIntegerField(_("cost"), help_text=_("At most, in millionths of the currency."))
    currency = models.CharField(_("currency"), max_length=3)
    created = models.DateTimeField(_("created"), db_default=Now())

    state = models.CharField(_("state"), max_length=10, choices=RequestState, default=RequestState.OPEN)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    reason = models.CharField(_("reason"), max_length=MAX_TEXT_LENGTH, blank=True)
    run = models.OneToOneField(
        Generation, on_delete=models.PROTECT, null=True, blank=True, related_name="budget_request"
    )

    objects = BudgetRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("budget request")
        verbose_name_plural = _("budget requests")
        indexes = [
            models.Index(fields=["team"], name="budget_request_open", condition=Q(state="open")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["owner", "submission"], name="budget_request_once"),
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="budget_request_state"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None, decided_by=None)
                | ~Q(state="open") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="budget_request_decided_paired",
            ),
            models.CheckConstraint(
                condition=Q(state="approved", run__isnull=False) | ~Q(state="approved") & Q(run=None),
                name="budget_request_run_paired",
            ),
            models.CheckConstraint(
                condition=Q(is_personal=True) | Q(team__isnull=False), name="budget_request_has_budget"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("budget_request", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == RequestState.OPEN

    @property
    def label(self) -> str:
        """The purpose, or the prompt when there is none."""
        return self.purpose or self.prompt

    @property
    def repeats(self) -> str:
        """The run or image that it repeats; empty for a new run."""
        if self.slot:
            return _("Image %(n)s of run %(run)s") % {"n": self.slot.number, "run": self.retry_of_id}
        return _("Run %(n)s") % {"n": self.retry_of_id} if self.retry_of_id else ""

    @property
    def colour(self) -> str:
        """The colour of the label of its state."""
        return _COLOURS.get(self.state, "")

    @property
    def money(self) -> str:
        """The run's maximum cost, formatted."""
        return format_micros(self.cost, self.currency)
