"""Who may decide on a budget request."""

from django.utils.translation import gettext as _

from studio.accounts.models import User
from studio.generations.models import BudgetRequest
from studio.generations.models.budget_request import led_by


def denial_reason_decide_request(person: User, request: BudgetRequest) -> str:
    """Why this person cannot decide; empty when they can. Administrators decide on all requests, leads on those for
    their team's budget alone; leads never on their own."""
    if not person.is_active:
        return _("Your account is suspended.")
    if person.is_administrator:
        return ""
    if person.is_auditor:
        return _("Auditors have read-only access.")
    if request.owner_id == person.pk:
        return _("You can’t decide on your own request.")
    if request.is_personal:
        return _("Only an administrator can raise the budget of a person.")
    return "" if request.team_id in led_by(person) else _("Only a team lead or an administrator can do this.")


def deciders(request: BudgetRequest) -> list[User]:
    """Whom to notify of a request: the team's leads, else the administrators; never the requester."""
    people = User.objects.filter(is_active=True).exclude(pk=request.owner_id).order_by("pk")
    if request.team and not request.is_personal:
        leads = list(people.filter(pk__in=request.team.leads().values("user")))
        if leads:
            return leads
    return list(people.filter(is_superuser=True))
