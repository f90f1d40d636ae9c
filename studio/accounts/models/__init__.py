"""Who uses the studio: people, teams, who is in which team as what, and who is asked to come."""

from studio.accounts.models.invitation import Invitation
from studio.accounts.models.team import Membership, Role, Team
from studio.accounts.models.user import User, validate_time_zone

__all__ = ["Invitation", "Membership", "Role", "Team", "User", "validate_time_zone"]
