"""Access keys: who may make and revoke them, what is kept of them, and when one stops working."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from django.utils import timezone

from studio.accounts.keys.authentication import InvalidKey, MissingScope, authenticate, require_scope
from studio.accounts.keys.issuing import IssuedKey, revoke_key
from studio.accounts.models import AccessKey, Membership, Role, Scope, User
from studio.accounts.permissions import MOST_KEYS, Forbidden
from studio.accounts.teams import members
from studio.accounts.users.deletion import delete_account
from studio.accounts.users.user_admin import suspend, unsuspend
from studio.audit.actions import Action
from studio.audit.models import AuditEntry
from tests.accounts.factories import access_key, administrator, lead_of

pytestmark = pytest.mark.django_db


def used(issued: IssuedKey, header: str = "Bearer {}") -> AccessKey:
    """The key of a request with its secret."""
    return authenticate(RequestFactory().get("/", headers={"Authorization": header.format(issued.secret)}))


def refusal(issued: IssuedKey, header: str = "Bearer {}") -> str:
    with pytest.raises(InvalidKey) as refused:
        used(issued, header)
    return str(refused.value)


def test_a_key_admits_its_owner_by_its_secret(alice, team):
    issued = access_key(alice, team)
    assert used(issued) == issued.key
    assert (used(issued).owner, used(issued).team) == (alice, team)


def test_the_secret_is_long_recognizable_and_kept_nowhere(alice):
    issued = access_key(alice)
    assert issued.secret.startswith("sds_")
    assert len(bytes.fromhex(issued.secret[4:])) == 32
    row = AccessKey.objects.values().get()
    assert row["hint"] == issued.secret[:10]
    assert issued.secret not in str(row)


@pytest.mark.parametrize("header", ["", "{}", "Basic {}", "Bearer", "Bearer {}x", "Bearer sds_", "Token {}"])
def test_only_the_whole_secret_as_a_bearer_is_a_key(header, alice):
    assert refusal(access_key(alice), header)


def test_the_scheme_is_read_in_any_case(alice):
    assert used(access_key(alice), "bearer {}")


def test_a_secret_in_the_address_is_no_key(alice):
    request = RequestFactory().get("/", {"key": access_key(alice).secret})
    with pytest.raises(InvalidKey, match="Authorization: Bearer"):
        authenticate(request)


def test_a_revoked_key_is_refused_on_the_next_request(alice):
    issued = access_key(alice)
    used(issued)
    revoke_key(issued.key, by=alice)
    assert "revoked" in refusal(issued)


def test_an_expired_key_is_refused(alice):
    assert used(access_key(alice, expires_at=timezone.now() + timedelta(hours=1)))
    assert "expired" in refusal(access_key(alice, expires_at=timezone.now() - timedelta(seconds=1)))


def test_a_suspended_person_has_no_key_until_they_are_back(alice):
    root, issued = administrator(), access_key(alice)
    suspend(alice, by=root)
    assert "no active account" in refusal(issued)
    unsuspend(alice, by=root)
    assert used(issued)


def test_a_member_who_leaves_the_team_has_no_key_there_even_when_they_come_back(alice, team):
    private, issued = access_key(alice), access_key(alice, team)
    members.remove(Membership.objects.get(user=alice), by=lead_of(team))
    Membership.objects.create(user=alice, team=team, role=Role.DESIGNER)
    assert "revoked" in refusal(issued)
    assert used(private)


def test_a_key_without_its_owners_membership_is_refused(alice, team):
    issued = access_key(alice, team)
    Membership.objects.filter(user=alice).delete()
    assert "no longer a member" in refusal(issued)


def test_a_deleted_account_leaves_no_key(alice):
    issued = access_key(alice)
    delete_account(alice)
    assert "not known" in refusal(issued)
    assert not AccessKey.objects.exists()


def test_the_last_use_is_recorded_once_a_minute(alice, django_assert_num_queries):
    issued = access_key(alice)
    with django_assert_num_queries(2):
        used(issued)
    with django_assert_num_queries(1):
        used(issued)
    long_ago = timezone.now() - timedelta(minutes=2)
    AccessKey.objects.update(last_used_at=long_ago)
    used(issued)
    assert AccessKey.objects.get().last_used_at > long_ago


def test_a_key_is_good_for_its_scopes_alone(alice):
    reading = access_key(alice, scopes=[Scope.READ]).key
    require_scope(reading, Scope.READ)
    with pytest.raises(MissingScope, match="generate"):
        require_scope(reading, Scope.GENERATE)


def test_a_viewer_gets_keys_that_read_and_none_that_generate(alice, team):
    Membership.objects.update(role=Role.VIEWER)
    alice = User.objects.get()
    assert access_key(alice, team, scopes=[Scope.READ])
    with pytest.raises(Forbidden, match="designer role"):
        access_key(alice, team)


def test_nobody_gets_a_key_for_a_team_of_others(charlie, team):
    with pytest.raises(Forbidden):
        access_key(charlie, team, scopes=[Scope.READ])


def test_a_person_has_so_many_keys(alice):
    AccessKey.objects.bulk_create(
        AccessKey(owner=alice, name="One", scopes=["read"], secret_hash=str(number))
        for number in range(MOST_KEYS)
    )
    with pytest.raises(Forbidden, match="Revoke one first"):
        access_key(alice)


def test_a_lead_revokes_a_teams_key_and_no_private_one(alice, team):
    lead, ours, private = lead_of(team), access_key(alice, team).key, access_key(alice).key
    revoke_key(ours, by=lead)
    assert AccessKey.objects.get(pk=ours.pk).revoked_by == lead
    with pytest.raises(Forbidden):
        revoke_key(private, by=lead)
    revoke_key(private, by=administrator())


def test_members_do_not_revoke_each_others_keys(alice, bob, charlie, team):
    ours = access_key(alice, team).key
    for person in (bob, charlie):
        with pytest.raises(Forbidden):
            revoke_key(ours, by=person)


def test_what_becomes_of_a_key_is_in_the_audit_trail_without_its_secret(alice, team):
    issued = access_key(alice, team)
    revoke_key(issued.key, by=alice)
    revoke_key(issued.key, by=alice)
    entries = AuditEntry.objects.filter(target_type="accesskey").order_by("id")
    assert [(one.action, one.target_name) for one in entries] == [
        (Action.KEY_CREATED, "Scripts"), (Action.KEY_REVOKED, "Scripts"),
    ]  # fmt: skip
    assert issued.secret not in str(list(entries.values()))


@pytest.mark.parametrize(
    "values",
    [
        {"scopes": []},
        {"scopes": ["admin"]},
        {"requests_per_minute": 0},
        {"revoked_at": datetime(2026, 1, 1, tzinfo=UTC)},
    ],
    ids=str,
)
def test_the_database_refuses_a_key_that_makes_no_sense(values, alice):
    access_key(alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessKey.objects.update(**values)
