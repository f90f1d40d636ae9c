"""What every page's frame shows."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, IntegerField, Subquery, Value
from django.http import HttpRequest
from django.utils.functional import cached_property

from studio.accounts.models import Team, User
from studio.accounts.notifications import unread_kinds, unread_of_kinds
from studio.accounts.workspace import workspaces_of
from studio.budgets.status import FIELDS, BudgetStatus, with_period
from studio.generations.budget_requests.live import can_decide, open_requests

COUNT: dict[str, Any] = {
    "template": "(SELECT COUNT(*) FROM %(expressions)s counted)",
    "output_field": IntegerField(),
}
SECTIONS = {
    "studio": "studio",
    "gallery": "gallery",
    "image": "gallery",
    "trash": "gallery",
    "review": "review",
    "usage": "usage",
    "usage_mismatches": "usage",
    "usage_mismatch_close": "usage",
    "budget_requests": "requests",
    "budget_request": "requests",
}
"""Which item of the main navigation is current on the page of a route."""


class Frame:
    """The frame's data, each loaded only when a template reads it."""

    def __init__(self, request: HttpRequest) -> None:
        self.user = getattr(request, "user", None)
        match = getattr(request, "resolver_match", None)
        self.section = SECTIONS.get(match.url_name or "", "") if match else ""
        self.is_sandbox = settings.PROVIDER == "sandbox"

    @cached_property
    def _facts(self) -> dict[str, Any]:
        """The user's data for every page, in one query."""
        if not (self.user and self.user.is_authenticated):
            return {}
        kinds = ArraySubquery(unread_kinds(self.user))
        me = with_period(User.objects.filter(pk=self.user.pk)).annotate(unread_kinds=kinds)
        if can_decide(self.user):
            requests = open_requests(self.user).order_by().values("pk")
            me = me.annotate(open_requests=Func(Subquery(requests), **COUNT))
        else:
            me = me.annotate(open_requests=Value(None, IntegerField()))
        return dict(me.values("unread_kinds", "open_requests", *FIELDS).get())

    @cached_property
    def unread(self) -> int:
        """The number of unread notifications."""
        return unread_of_kinds(self.user, self._facts["unread_kinds"]) if self.user and self._facts else 0

    @cached_property
    def budget(self) -> BudgetStatus | None:
        """The person's own budget this month; None without one."""
        status = BudgetStatus.of(self.user, self._facts) if self.user and self._facts else None
        return status if status and status.limit is not None else None

    @cached_property
    def open_requests(self) -> int | None:
        """The number of budget requests that wait for the user; None for users who cannot decide on any."""
        return self._facts.get("open_requests")

    @cached_property
    def workspaces(self) -> list[Team]:
        """The teams that the user may work in."""
        return workspaces_of(self.user) if self.user and self.user.is_authenticated else []

    @property
    def workspace(self) -> Team | None:
        """The team that the user works in now; None for their private workspace."""
        chosen = self.user and self.user.workspace_id
        return next((team for team in self.workspaces if team.pk == chosen), None)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Adds `frame` to every template."""
    return {"frame": Frame(request)}
