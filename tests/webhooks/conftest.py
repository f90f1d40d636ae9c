"""Alice and Bob are in a team that Lena leads, with a review; Lena has a webhook there."""

import pytest
from django.utils import timezone

from studio.accounts.models import Role
from studio.webhooks.models import Delivery
from tests.fixtures import create_member
from tests.webhooks.factories import create_webhook


@pytest.fixture
def team(team):
    team.approvals = 1
    team.save()
    return team


@pytest.fixture
def lena(team):
    return create_member("Lena", team, Role.LEAD)


@pytest.fixture
def rita(team):
    return create_member("Rita", team, Role.REVIEWER)


@pytest.fixture
def endpoint(team, lena):
    """A webhook for every event of the team."""
    return create_webhook(team, lena).endpoint


@pytest.fixture
def delivery(endpoint) -> Delivery:
    """A `run.ended` event that is not sent yet."""
    created = Delivery.objects.create(
        endpoint=endpoint, type="run.ended", object_id=1, occurrence="failed", payload='{"type":"run.ended"}',
        next_attempt_at=timezone.now(),
    )  # fmt: skip
    return Delivery.objects.get(pk=created.pk)
