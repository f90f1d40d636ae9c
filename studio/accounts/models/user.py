"""The user model, with the roles that apply across the studio."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from studio.accounts.models.team import Membership, Team


def validate_time_zone(name: str) -> None:
    """Raises ValidationError unless `name` is an IANA time zone that this machine knows."""
    import zoneinfo

    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("%(name)s is not a known time zone."), params={"name": name})


class UserManager(BaseUserManager["User"]):
    """Creates users who sign in with their email address, which is stored in lower case."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Returns a saved user; without a password they cannot sign in until one is set."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Returns a saved administrator, who may also use Django's admin."""
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person, identified by their email address."""

    email = models.EmailField(_("email address"), unique=True)
    name = models.CharField(_("name"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True, choices=settings.LANGUAGES)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[validate_time_zone])
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may enter the admin"), default=False)
    is_auditor = models.BooleanField(
        _("auditor"), default=False, help_text=_("Sees every team and changes nothing.")
    )
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    deleted_at = models.DateTimeField(
        _("deleted"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("A nameless shell: the ledger's money still points to it."),
    )

    suspended_at = models.DateTimeField(_("suspended"), null=True, blank=True, editable=False)
    suspended_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    workspace = models.ForeignKey(
        "Team",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text=_("Where new runs go; empty: privately."),
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower"),
            models.CheckConstraint(
                condition=models.Q(deleted_at=None) | models.Q(is_active=False), name="user_deleted_is_out"
            ),
            models.CheckConstraint(
                condition=models.Q(suspended_at=None, suspended_by=None)
                | models.Q(suspended_at__isnull=False, suspended_by__isnull=False, is_active=False),
                name="user_suspended_paired",
            ),
            models.CheckConstraint(
                condition=models.Q(is_auditor=False) | models.Q(is_superuser=False),
                name="user_auditor_apart",
            ),
        ]

    def __str__(self) -> str:
        return gettext("Former member") if self.deleted_at else self.name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()

    @property
    def initials(self) -> str:
        """Up to two letters for the avatar, from the name or else the email address."""
        words = (self.name or self.email.split("@")[0].replace(".", " ")).split()
        return "".join(word[0] for word in words[:2]).upper()

    @property
    def is_administrator(self) -> bool:
        """May do everything in every team, and manage people."""
        return self.is_active and self.is_superuser

    @property
    def sees_every_team(self) -> bool:
        return self.is_active and (self.is_superuser or self.is_auditor)

    @cached_property
    def team_memberships(self) -> "list[Membership]":
        """Memberships with their teams, ordered by team name; one query per request."""
        return list(self.memberships.select_related("team").order_by("team__name", "team"))

    @property
    def active_teams(self) -> "list[Team]":
        """Their own teams without archived ones, by name."""
        return [one.team for one in self.team_memberships if not one.team.is_archived]

    @property
    def roles(self) -> dict[int, str]:
        """The person's role by team id."""
        return {one.team_id: one.role for one in self.team_memberships}

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)
