"""Alice and Bob are in a team that Lena leads, with a review; Lena has a webhook there."""

import pytest
from django.utils import timezone

from studio.accounts.models import Role
from studio.webhooks.models import Delivery
from tests.fixtures import member
from tests.webhooks.factories import webhook


@pytest.fixture
def team(team):
    team.approvals = 1
    team.save()
    return team


@pytest.fixture
def lena(team):
    return member("Lena", team, Role.LEAD)


@pytest.fixture
def rita(team):
    return member("Rita", team, Role.REVIEWER)


@pytest.fixture
def endpoint(team, lena):
    """For every event of the team."""
    return webhook(team, lena).endpoint


@pytest.fixture
def delivery(endpoint) -> Delivery:
    """A run that ended, not yet told."""
    made = Delivery.objects.create(
        endpoint=endpoint, type="run.ended", thing=1, occurrence="failed", payload='{"type":"run.ended"}',
        next_attempt_at=timezone.now(),
    )  # fmt: skip
    return Delivery.objects.get(pk=made.pk)
