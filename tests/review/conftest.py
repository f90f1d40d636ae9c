"""A team with a review: Alice and Bob make images, Rita and Ruth review, Lena leads."""

import pytest

from studio.accounts.models import Role
from studio.generations.models import Image
from tests.fixtures import member
from tests.review.factories import image_in


@pytest.fixture
def team(team):
    team.approvals = 1
    team.save()
    return team


@pytest.fixture
def rita(team):
    return member("Rita", team, Role.REVIEWER)


@pytest.fixture
def ruth(team):
    return member("Ruth", team, Role.REVIEWER)


@pytest.fixture
def lena(team):
    return member("Lena", team, Role.LEAD)


@pytest.fixture
def image(alice, team) -> Image:
    """Alice's, in the team, not submitted."""
    return image_in(team, by=alice)
