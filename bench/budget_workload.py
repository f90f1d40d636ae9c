"""A team with a budget, and submits and reservations of its members. Import it when the database is up."""

import uuid
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction

from studio.accounts.models import Membership, Role, Team, User
from studio.budgets.limits import set_budget
from studio.budgets.periods import PeriodKey, open_periods, this_month
from studio.budgets.prices import current_price
from studio.budgets.reserving import BudgetExceeded, reserve
from studio.generations.runs.submit import GenerationParams, start_run
from studio.provider.models import DEFAULT_MODEL

PARAMS = GenerationParams(prompt="A vase", size="2048x2048", max_images=None, watermark=False)


class Submitter:
    """Submits runs as the team's members in turn; a call returns whether the run was admitted."""

    def __init__(self, team: int, users: Sequence[int]) -> None:
        self._team = Team.objects.get(pk=team)
        self._users = list(User.objects.filter(pk__in=users))

    def __call__(self, number: int) -> bool:
        try:
            by = self._users[number % len(self._users)]
            start_run(PARAMS, by=by, submission=uuid.uuid4(), team=self._team)
        except BudgetExceeded:
            return False
        return True


class Reserver:
    """Reserves one image for the team's members in turn, each in its own transaction; a call returns whether it fitted.

    This is the part of a submit that locks the shared row. The rest takes several times as long, but runs in parallel.
    """

    def __init__(self, team: int, users: Sequence[int]) -> None:
        self.price = current_price("sandbox", DEFAULT_MODEL.name)
        key = {"month": this_month(), "currency": settings.CURRENCY, "is_sandbox": True}
        self._period_keys = [PeriodKey(user=user, team=team, **key) for user in users]

    def __call__(self, number: int) -> bool:
        try:
            with transaction.atomic():
                reserve(open_periods(self._period_keys[number % len(self._period_keys)]), self.price)
        except BudgetExceeded:
            return False
        return True


def new_team(people: int, *, images: int, personal: bool = False) -> tuple[Team, list[User]]:
    """Creates a team with a hard budget for `images`; with `personal`, each member gets the same budget."""
    price = current_price("sandbox", DEFAULT_MODEL.name)
    team = Team.objects.create(name="Bench", slug=f"bench-{uuid.uuid4().hex[:12]}")
    users = [User.objects.create_user(f"{uuid.uuid4().hex}@studio.example") for _ in range(people)]
    Membership.objects.bulk_create([Membership(team=team, user=user, role=Role.DESIGNER) for user in users])
    for subject in (team, *(users if personal else ())):
        set_budget(subject, price * images)
    return team, users


def reserved_images(team: Team) -> int:
    """Number of images that the team has reserved."""
    return team.budget_periods.get().reserved // Reserver(team.pk, []).price
