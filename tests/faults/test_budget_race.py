"""Fifty clicks at once in two web processes, and a budget with room for ten."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest

from studio.accounts.models import Membership, Role, Team, User
from studio.budgets.limits import set_budget
from studio.generations.ledger.ledger_check import differences
from studio.generations.models import Generation
from tests.faults.factories import FaultStudio

CLICKS, FIT, ROUNDS = 50, 10, 10
IMAGE = 250_000

Post = Callable[[dict[str, str]], httpx.Response]


@pytest.fixture(scope="module")
def studios(
    new_fault_studio: Callable[..., FaultStudio], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[FaultStudio, FaultStudio]]:
    """Two web processes of one studio without a worker: what is admitted waits."""
    studio = new_fault_studio("http://127.0.0.1:1")
    other = studio.sibling(tmp_path_factory.mktemp("other"))
    for each in (studio, other):
        each.start("web")
    yield studio, other
    studio.stop()


@pytest.fixture(scope="module")
def people(studios: tuple[FaultStudio, FaultStudio]) -> Iterator[list[tuple[User, httpx.Client]]]:
    """One signed in at each process."""
    with ExitStack() as stack:
        users = [studio.someone() for studio in studios]
        browsers = [stack.enter_context(one.browser(user)) for one, user in zip(studios, users, strict=True)]
        yield list(zip(users, browsers, strict=True))


def form(team: Team) -> dict[str, str]:
    what = {"prompt": "A vase", "size_mode": "custom", "w": "2048", "h": "2048", "watermark": "on"}
    return {**what, "submission": uuid.uuid4().hex, "workspace": team.slug}


def new_team(people: list[tuple[User, httpx.Client]]) -> Team:
    """With both people in it, and a budget for ten images."""
    team = Team.objects.create(name="Posters", slug=f"posters-{uuid.uuid4().hex[:12]}")
    for user, _browser in people:
        Membership.objects.create(user=user, team=team, role=Role.DESIGNER)
    set_budget(team, FIT * IMAGE)
    return team


@pytest.mark.parametrize("round", range(ROUNDS))
def test_exactly_as_many_are_admitted_as_the_budget_has_room_for(
    studios: tuple[FaultStudio, FaultStudio], people: list[tuple[User, httpx.Client]], round: int
) -> None:
    with studios[0].db():
        team = new_team(people)

    def click(number: int) -> int:
        _user, browser = people[number % len(people)]
        return browser.post("/runs/", data=form(team), headers={"HX-Request": "true"}).status_code

    with ThreadPoolExecutor(CLICKS) as pool:
        answers = Counter(pool.map(click, range(CLICKS)))
    assert answers.keys() <= {200, 204, 409, 422}, answers
    with studios[0].db():
        assert Generation.objects.filter(team=team).count() == FIT
        assert team.budget_periods.values_list("spent", "reserved").get() == (0, FIT * IMAGE)
        assert differences() == []
