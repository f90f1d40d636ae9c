"""Fifty simultaneous submissions to two web processes, and a budget for ten images."""

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
from tests.fixtures import unique_word

SUBMISSIONS, CAPACITY, ROUNDS = 50, 10, 10
IMAGE_PRICE = 250_000  # micro-units

Post = Callable[[dict[str, str]], httpx.Response]


@pytest.fixture(scope="module")
def studios(
    new_fault_studio: Callable[..., FaultStudio], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[FaultStudio, FaultStudio]]:
    """Two web processes of one studio without a worker: admitted runs stay queued."""
    studio = new_fault_studio("http://127.0.0.1:1")
    other = studio.sibling(tmp_path_factory.mktemp("other"))
    for process in (studio, other):
        process.start("web")
    yield studio, other
    studio.stop()


@pytest.fixture(scope="module")
def clients(studios: tuple[FaultStudio, FaultStudio]) -> Iterator[list[tuple[User, httpx.Client]]]:
    """A user for each web process, with a browser signed in there."""
    with ExitStack() as stack:
        users = [studio.new_user() for studio in studios]
        browsers = [
            stack.enter_context(studio.browser(user)) for studio, user in zip(studios, users, strict=True)
        ]
        yield list(zip(users, browsers, strict=True))


def form_data(team: Team) -> dict[str, str]:
    fields = {"prompt": "A vase", "size_mode": "custom", "w": "2048", "h": "2048", "watermark": "on"}
    return {**fields, "submission": uuid.uuid4().hex, "workspace": team.slug}


def new_team(clients: list[tuple[User, httpx.Client]]) -> Team:
    """A team of both users, with a budget for ten images."""
    team = Team.objects.create(name="Posters", slug=f"posters-{unique_word()}")
    for user, _browser in clients:
        Membership.objects.create(user=user, team=team, role=Role.DESIGNER)
    set_budget(team, CAPACITY * IMAGE_PRICE)
    return team


@pytest.mark.parametrize("round", range(ROUNDS))
def test_exactly_as_many_runs_are_admitted_as_the_budget_allows(
    studios: tuple[FaultStudio, FaultStudio], clients: list[tuple[User, httpx.Client]], round: int
) -> None:
    with studios[0].db():
        team = new_team(clients)

    def submit(number: int) -> int:
        _user, browser = clients[number % len(clients)]
        return browser.post("/runs/", data=form_data(team), headers={"HX-Request": "true"}).status_code

    with ThreadPoolExecutor(SUBMISSIONS) as pool:
        statuses = Counter(pool.map(submit, range(SUBMISSIONS)))
    assert statuses.keys() <= {200, 204, 409, 422}, statuses
    with studios[0].db():
        assert Generation.objects.filter(team=team).count() == CAPACITY
        assert team.budget_periods.values_list("spent", "reserved").get() == (0, CAPACITY * IMAGE_PRICE)
        assert differences() == []
