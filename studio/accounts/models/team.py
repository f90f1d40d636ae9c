"""Teams, memberships and roles."""

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from studio.accounts.models.user import User


class Role(models.TextChoices):
    """Roles in a team, from the fewest permissions to the most."""

    VIEWER = "viewer", _("Viewer")
    DESIGNER = "designer", _("Designer")
    REVIEWER = "reviewer", _("Reviewer")
    LEAD = "lead", _("Lead")


class Approvals(models.IntegerChoices):
    """How many different people must approve an image before its release."""

    NONE = 0, _("No review")
    ONE = 1, _("One approval")
    TWO = 2, _("Two approvals by different people")


class TeamQuerySet(models.QuerySet["Team"]):
    """Queries for teams."""

    def visible_to(self, user: User) -> "TeamQuerySet":
        """Teams that `user` may view: their own; every team for auditors and administrators."""
        if not user.is_active:
            return self.none()
        return self if user.sees_every_team else self.filter(memberships__user=user)

    def active(self) -> "TeamQuerySet":
        return self.filter(archived_at=None)


class Team(models.Model):
    """People who share a gallery. An archived team is read-only."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("address"), unique=True)
    members = models.ManyToManyField(User, through="Membership", related_name="teams")
    created = models.DateTimeField(_("created"), db_default=Now(), editable=False)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)
    picture = models.CharField(_("picture"), max_length=200, blank=True, editable=False)
    watermark_default = models.BooleanField(
        _("watermark"), default=True, help_text=_("What a new run in this team starts with.")
    )
    storage_gb = models.PositiveIntegerField(
        _("room for images"),
        null=True,
        blank=True,
        help_text=_("Gigabytes; 0 is no limit, nothing the studio's own."),
    )

    approvals = models.PositiveSmallIntegerField(_("review"), choices=Approvals, db_default=Approvals.NONE)
    release_gate = models.BooleanField(
        _("release only approved images"),
        db_default=False,
        help_text=_("Images leave by “Download for release” alone, with the AI label in the file."),
    )
    visible_label = models.BooleanField(
        _("visible AI label"),
        db_default=False,
        help_text=_("Released copies show “AI生成” unless the provider’s watermark is on them."),
    )

    my_role: str
    """Set by the list of teams: the viewer's role in this one."""

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [
            models.CheckConstraint(condition=models.Q(approvals__in=Approvals.values), name="team_approvals"),
            models.CheckConstraint(
                condition=models.Q(release_gate=False) | models.Q(approvals__gt=0),
                name="team_gate_has_review",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("team", args=[self.slug])

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def has_review(self) -> bool:
        return self.approvals > Approvals.NONE

    @property
    def initial(self) -> str:
        """The letter shown for a team without a picture."""
        return self.name[:1].upper()

    @property
    def picture_tag(self) -> str:
        """Identifies the version of the picture, for browser caches."""
        return self.picture.rpartition("/")[2].partition(".")[0]

    @property
    def needs_lead(self) -> bool:
        """Whether it has no lead and no pending invitation for one."""
        return not self.leads().exists() and not self.invitations.usable().filter(role=Role.LEAD).exists()

    def leads(self) -> "models.QuerySet[Membership]":
        """Its active leads, without suspended ones."""
        return self.memberships.filter(role=Role.LEAD, user__is_active=True)


class Membership(models.Model):
    """One person's role in one team."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.DESIGNER)
    created = models.DateTimeField(_("created"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "team"], name="membership_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.team}"

    @property
    def role_label(self) -> str:
        return str(Role(self.role).label)
