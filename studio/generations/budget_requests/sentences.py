"""A budget request in one sentence, for notifications and emails."""

from django.utils.translation import gettext as _

from studio.generations.models import BudgetRequest
from studio.generations.models.budget_request import RequestState


def sentence(request: BudgetRequest) -> str:
    """Who asks for how much, or what was decided."""
    facts = {"person": request.owner, "money": request.money, "team": request.team, "by": request.decided_by}
    texts = {
        RequestState.OPEN: _open(request),
        RequestState.APPROVED: _("%(by)s approved the budget request for %(money)s. The run has started."),
        RequestState.REFUSED: _("%(by)s refused the budget request for %(money)s"),
        RequestState.WITHDRAWN: _("%(person)s withdrew the budget request for %(money)s"),
    }
    return texts[RequestState(request.state)] % facts


def _open(request: BudgetRequest) -> str:
    if request.team:
        return _("%(person)s asks for %(money)s for a run in %(team)s")
    return _("%(person)s asks for %(money)s for a private run")


def sentences(requests: list[int]) -> dict[int, str]:
    """The sentence of each of these requests."""
    found = BudgetRequest.objects.filter(pk__in=requests)
    return {one.pk: sentence(one) for one in found.select_related("owner", "team", "decided_by")}
