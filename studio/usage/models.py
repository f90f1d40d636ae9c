"""Usage by run and by day as of the last rollup, and the runs that the provider counted differently."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import Team, User
from studio.generations.models import Generation


class UsageSums(models.Model):
    """The usage of one person on one day in one team (or privately), of one model."""

    day = models.DateField(_("day"))
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    provider = models.CharField(_("provider"), max_length=16)
    model = models.CharField(_("model"), max_length=64)
    currency = models.CharField(_("currency"), max_length=3)

    runs = models.PositiveIntegerField(_("runs"))
    asked = models.PositiveIntegerField(_("images asked for"))
    billed = models.PositiveIntegerField(_("images"), help_text=_("By our own count."))
    failed = models.PositiveIntegerField(_("failed images"))
    not_produced = models.PositiveIntegerField(_("images not produced"))
    lost = models.PositiveIntegerField(_("lost images"))
    unknown = models.PositiveIntegerField(_("images of unknown outcome"))
    kept = models.PositiveIntegerField(
        _("kept images"), help_text=_("A favourite, approved, downloaded or in a collection.")
    )
    micros = models.PositiveBigIntegerField(_("money"), help_text=_("In millionths of the currency."))
    tokens = models.PositiveBigIntegerField(_("tokens"), help_text=_("By our own count."))
    provider_images = models.PositiveIntegerField(
        _("images by the provider"), help_text=_("Our own count where the provider reported nothing.")
    )
    provider_tokens = models.PositiveBigIntegerField(
        _("tokens by the provider"), help_text=_("Our own count where the provider reported nothing.")
    )
    unreported = models.PositiveIntegerField(_("runs without a report of the provider"))
    failures = models.JSONField(_("failures"), default=dict, help_text=_("Failed images by error code."))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.day} · {self.owner_id} · {self.team_id or '–'}"


class UsageDay(UsageSums):
    """The sums of `UsageRun` by day, person, team and model; `rollup` writes both."""

    class Meta:
        verbose_name = _("usage of a day")
        verbose_name_plural = _("usage by day")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "owner", "team", "provider", "model", "currency"],
                name="usage_day_once",
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(fields=["owner", "day"], name="usage_owner_day"),
            models.Index(fields=["team", "day"], name="usage_team_day"),
            # Few days have failures: their codes are found without reading all other days again.
            models.Index(fields=["day"], name="usage_day_failures", condition=~Q(failures={})),
        ]


class UsageRun(UsageSums):
    """One run's part of `UsageDay`, stored to subtract it when the run changes."""

    run_id = models.BigIntegerField(_("run"), primary_key=True)

    class Meta:
        verbose_name = _("usage of a run")
        verbose_name_plural = _("usage by run")
        indexes = [models.Index(fields=["owner", "day"], name="usage_run_owner_day")]


class ChangedRun(models.Model):
    """A run to add up again. Database triggers insert a row for each relevant change, so a run may have several. Rows
    are never updated and have no foreign key, so that no change waits for another.
    """

    run_id = models.BigIntegerField(_("run"))
    at = models.DateTimeField(_("changed"), db_default=Now())

    class Meta:
        verbose_name = _("changed run")
        verbose_name_plural = _("changed runs")

    def __str__(self) -> str:
        return f"#{self.run_id}"


class UsageMismatch(models.Model):
    """A run that the provider counted differently than we did. An administrator closes it with a note."""

    run = models.OneToOneField(Generation, on_delete=models.PROTECT, related_name="usage_mismatch_row")
    found_at = models.DateTimeField(_("found"))
    images = models.PositiveIntegerField(_("images by our count"))
    tokens = models.PositiveBigIntegerField(_("tokens by our count"))
    provider_images = models.PositiveIntegerField(_("images by the provider"))
    provider_tokens = models.PositiveBigIntegerField(_("tokens by the provider"))
    closed_at = models.DateTimeField(_("closed"), null=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("usage mismatch")
        verbose_name_plural = _("usage mismatches")
        indexes = [models.Index(fields=["id"], name="usage_mismatch_open", condition=Q(closed_at=None))]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, note="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(note="")),
                name="usage_mismatch_closed_paired",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.run_id}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None
