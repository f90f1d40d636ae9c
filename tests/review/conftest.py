"""A team with a review: Alice and Bob make images, Rita and Ruth review, Lena leads."""

import pytest

from studio.accounts.models import Role
from studio.generations.models import Image
from tests.fixtures import create_member
from tests.review.factories import create_image


@pytest.fixture
def team(team):
    team.approvals = 1
    team.save()
    return team


@pytest.fixture
def rita(team):
    return create_member("Rita", team, Role.REVIEWER)


@pytest.fixture
def ruth(team):
    return create_member("Ruth", team, Role.REVIEWER)


@pytest.fixture
def lena(team):
    return create_member("Lena", team, Role.LEAD)


@pytest.fixture
def image(alice, team) -> Image:
    """Alice's image in the team, not submitted."""
    return create_image(team, by=alice)
