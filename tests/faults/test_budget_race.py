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
from studio.generations.execution.balance import differences
from studio.generations.models import Generation
from tests.faults.factories import Scene

CLICKS, FIT, ROUNDS = 50, 10, 10
IMAGE = 250_000

Post = Callable[[dict[str, str]], httpx.Response]


@pytest.fixture(scope="module")
def scenes(
    new_scene: Callable[..., Scene], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Scene, Scene]]:
    """Two web processes of one studio without a worker: what is admitted waits."""
    scene = new_scene("http://127.0.0.1:1")
    other = scene.sibling(tmp_path_factory.mktemp("other"))
    for each in (scene, other):
        each.start("web")
    yield scene, other
    scene.stop()


@pytest.fixture(scope="module")
def people(scenes: tuple[Scene, Scene]) -> Iterator[list[tuple[User, httpx.Client]]]:
    """One signed in at each process."""
    with ExitStack() as stack:
        users = [scene.someone() for scene in scenes]
        browsers = [stack.enter_context(one.browser(user)) for one, user in zip(scenes, users, strict=True)]
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
    scenes: tuple[Scene, Scene], people: list[tuple[User, httpx.Client]], round: int
) -> None:
    with scenes[0].db():
        team = new_team(people)

    def click(number: int) -> int:
        _user, browser = people[number % len(people)]
        return browser.post("/runs/", data=form(team), headers={"HX-Request": "true"}).status_code

    with ThreadPoolExecutor(CLICKS) as pool:
        answers = Counter(pool.map(click, range(CLICKS)))
    assert answers.keys() <= {200, 204, 409, 422}, answers
    with scenes[0].db():
        assert Generation.objects.filter(team=team).count() == FIT
        assert team.budget_periods.values_list("spent", "reserved").get() == (0, FIT * IMAGE)
        assert differences() == []
