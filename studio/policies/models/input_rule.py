"""Rules on prompts: warn, require a review, or block."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import Team, User

PATTERN_LENGTH = 500  # characters
WORDS_LENGTH = 4000


class RuleKind(models.TextChoices):
    """How the text of a rule is interpreted."""

    WORDS = "words", _("Words")
    PATTERN = "pattern", _("Pattern")


class RuleEffect(models.TextChoices):
    """The consequence of a match, mildest first."""

    WARN = "warn", _("Warn")
    REVIEW = "review", _("Require review")
    BLOCK = "block", _("Block")


class InputRuleQuerySet(models.QuerySet["InputRule"]):
    """Queries for rules."""

    def of(self, team: Team | None) -> "InputRuleQuerySet":
        """The rules of a team, or of the company (None)."""
        return self.filter(team=team)

    def for_runs_in(self, team: Team | None) -> "InputRuleQuerySet":
        """The active rules that apply to a run: the company's everywhere, a team's own in the team."""
        return self.filter(Q(team=None) | Q(team=team), is_active=True)


class InputRule(models.Model):
    """A rule of the company (`team` is empty) or of one team."""

    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, null=True, blank=True, related_name="input_rules", editable=False
    )
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=RuleKind, default=RuleKind.WORDS)
    text = models.TextField(_("words or pattern"), max_length=WORDS_LENGTH)
    effect = models.CharField(_("effect"), max_length=10, choices=RuleEffect, default=RuleEffect.WARN)
    message = models.CharField(_("message"), max_length=200)
    is_active = models.BooleanField(_("active"), default=True, editable=False)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    created = models.DateTimeField(_("created"), db_default=Now(), editable=False)

    objects = InputRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("input rule")
        verbose_name_plural = _("input rules")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=RuleKind.values), name="rule_kind"),
            models.CheckConstraint(condition=Q(effect__in=RuleEffect.values), name="rule_effect"),
            models.CheckConstraint(condition=~Q(text="") & ~Q(name="") & ~Q(message=""), name="rule_filled"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def effect_label(self) -> str:
        return str(RuleEffect(self.effect).label)

    @property
    def effect_status(self) -> str:
        """The CSS status of its effect; empty when the rule is off."""
        colours = {RuleEffect.REVIEW: "warn", RuleEffect.BLOCK: "danger"}
        return colours.get(RuleEffect(self.effect), "") if self.is_active else ""

    @property
    def is_pattern(self) -> bool:
        return self.kind == RuleKind.PATTERN
