"""People, teams, memberships, invitations, access keys and notifications."""

from studio.accounts.models.access_key import AccessKey, Scope
from studio.accounts.models.invitation import Invitation
from studio.accounts.models.notification import Notification, NotificationKind
from studio.accounts.models.team import Approvals, Membership, Role, Team
from studio.accounts.models.user import User, validate_time_zone

__all__ = [
    "AccessKey",
    "Approvals",
    "Invitation",
    "Membership",
    "Notification",
    "NotificationKind",
    "Role",
    "Scope",
    "Team",
    "User",
    "validate_time_zone",
]
