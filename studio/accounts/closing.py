"""A person leaves: their name goes, a nameless row stays, because the ledger's money points to it."""

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from studio.accounts.models import User


def why_not_close(user: User) -> str:
    """Why this account cannot be deleted; empty when it can."""
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    if user.is_superuser and not others.exists():
        return _("You are the only administrator. Make somebody else one first.")
    return ""


def lock_for_closing(user: User) -> None:
    """Holds the person and every administrator until the transaction ends: of the last two only one may go."""
    held = User.objects.filter(is_superuser=True) | User.objects.filter(pk=user.pk)
    list(held.select_for_update().order_by("pk").values_list("pk"))


@transaction.atomic
def close(user: User) -> None:
    """Takes everything personal out of the row and ends every session; nobody signs in by it again."""
    for session in UserSession.objects.filter(user=user):
        session.end()
    user.memberships.all().delete()
    user.groups.clear()
    user.user_permissions.clear()
    user.email, user.name, user.language, user.time_zone = f"{user.pk}@deleted.invalid", "", "", ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.deleted_at = timezone.now()
    user.set_unusable_password()
    user.save()
