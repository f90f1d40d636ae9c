"""People of one team with a budget, and their submits. Import it when the database is up."""

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

ASK = GenerationParams(prompt="A vase", size="2048x2048", max_images=None, watermark=False)


class Submitter:
    """Submits as the team's members in turn; whether a run was admitted."""

    def __init__(self, team: int, users: Sequence[int]) -> None:
        self._team = Team.objects.get(pk=team)
        self._users = list(User.objects.filter(pk__in=users))

    def __call__(self, number: int) -> bool:
        try:
            by = self._users[number % len(self._users)]
            start_run(ASK, by=by, submission=uuid.uuid4(), team=self._team)
        except BudgetExceeded:
            return False
        return True


class Reserver:
    """Reserves one image in turn for the team's members, each in a transaction of its own; whether it fitted.

    What of a submit meets the row that all share. The rest of a submit takes several times as long, in parallel.
    """

    def __init__(self, team: int, users: Sequence[int]) -> None:
        self.price = current_price("sandbox", DEFAULT_MODEL.name)
        key = {"month": this_month(), "currency": settings.CURRENCY, "is_sandbox": True}
        self._books = [PeriodKey(user=user, team=team, **key) for user in users]

    def __call__(self, number: int) -> bool:
        try:
            with transaction.atomic():
                reserve(open_periods(self._books[number % len(self._books)]), self.price)
        except BudgetExceeded:
            return False
        return True


def new_team(people: int, *, images: int, personal: bool = False) -> tuple[Team, list[User]]:
    """With a hard budget for so many images, and as much for each person where it is `personal`."""
    price = current_price("sandbox", DEFAULT_MODEL.name)
    team = Team.objects.create(name="Bench", slug=f"bench-{uuid.uuid4().hex[:12]}")
    users = [User.objects.create_user(f"{uuid.uuid4().hex}@studio.example") for _ in range(people)]
    Membership.objects.bulk_create([Membership(team=team, user=one, role=Role.DESIGNER) for one in users])
    for subject in (team, *(users if personal else ())):
        set_budget(subject, price * images)
    return team, users


def reserved_of(team: Team) -> int:
    """Images."""
    return team.budget_periods.get().reserved // Reserver(team.pk, []).price
