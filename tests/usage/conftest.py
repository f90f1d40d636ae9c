import pytest

from studio.accounts.models import Team, User
from tests.accounts import factories


@pytest.fixture
def root(db: None) -> User:
    return factories.administrator()


@pytest.fixture
def lead(team: Team) -> User:
    return factories.lead_of(team)
