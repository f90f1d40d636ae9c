"""Input rules for tests."""

from studio.accounts.models import Team, User
from studio.policies.models import InputRule


def create_rule(by: User, text: str = "nike", *, team: Team | None = None, **changes: object) -> InputRule:
    """An active rule of the company or a team, which blocks unless `changes` say otherwise."""
    fields = {"name": "Brands", "effect": "block", "message": "No brands of others.", **changes}
    return InputRule.objects.create(author=by, text=text, team=team, **fields)
