"""What the database itself refuses about people, teams and invitations."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from studio.accounts.models import Invitation, User

pytestmark = pytest.mark.django_db


def refused(rows, **values) -> bool:
    try:
        with transaction.atomic():
            rows.update(**values)
    except IntegrityError:
        return True
    return False


def invitation(team, by, **changes) -> Invitation:
    values = {"email": "dora@studio.example", "token_hash": changes.get("email", "x") * 2}
    return Invitation.objects.create(**{"team": team, "invited_by": by, **values, **changes})


def test_a_suspended_person_is_inactive_and_has_a_suspender(alice, charlie):
    row = User.objects.filter(pk=alice.pk)
    assert refused(row, suspended_at=timezone.now(), is_active=False)
    assert refused(row, suspended_at=timezone.now(), suspended_by=charlie)
    assert not refused(row, suspended_at=timezone.now(), suspended_by=charlie, is_active=False)


def test_an_auditor_cannot_be_an_administrator(alice):
    assert refused(User.objects.filter(pk=alice.pk), is_auditor=True, is_superuser=True)


@pytest.mark.parametrize("end", ["accepted", "revoked"])
def test_the_end_of_an_invitation_has_a_time_and_a_person(end, team, alice):
    row = Invitation.objects.filter(pk=invitation(team, alice).pk)
    assert refused(row, **{f"{end}_at": timezone.now()})
    assert refused(row, **{f"{end}_by": alice})
    assert not refused(row, **{f"{end}_at": timezone.now(), f"{end}_by": alice})


def test_an_invitation_cannot_be_both_accepted_and_revoked(team, alice):
    row = Invitation.objects.filter(pk=invitation(team, alice).pk)
    now = timezone.now()
    assert refused(row, accepted_at=now, accepted_by=alice, revoked_at=now, revoked_by=alice)


def test_an_address_has_one_pending_invitation_per_team(team, alice):
    invitation(team, alice)
    with pytest.raises(IntegrityError):
        invitation(team, alice, token_hash="another")


def test_a_revoked_invitation_allows_a_new_one(team, alice):
    first = invitation(team, alice, revoked_at=timezone.now(), revoked_by=alice)
    assert invitation(team, alice, token_hash="another").pk != first.pk


def test_addresses_must_be_in_lower_case_and_roles_known(team, alice):
    row = Invitation.objects.filter(pk=invitation(team, alice).pk)
    assert refused(row, email="Dora@studio.example")
    assert refused(row, role="king")
