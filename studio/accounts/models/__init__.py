"""People, teams, memberships, invitations and notifications."""

from studio.accounts.models.invitation import Invitation
from studio.accounts.models.notification import Notification, NotificationKind
from studio.accounts.models.team import Approvals, Membership, Role, Team
from studio.accounts.models.user import User, validate_time_zone

__all__ = [
    "Approvals",
    "Invitation",
    "Membership",
    "Notification",
    "NotificationKind",
    "Role",
    "Team",
    "User",
    "validate_time_zone",
]
