"""Access keys: who may create and revoke them, what is stored of them, and when they stop working."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from django.utils import timezone

from studio.accounts.keys.authentication import InvalidKey, MissingScope, authenticate, require_scope
from studio.accounts.keys.issuing import IssuedKey, revoke_key
from studio.accounts.models import AccessKey, Membership, Role, Scope, User
from studio.accounts.permissions import MAX_KEYS, Forbidden
from studio.accounts.teams import members
from studio.accounts.users.deletion import delete_account
from studio.accounts.users.user_admin import suspend, unsuspend
from studio.audit.actions import Action
from studio.audit.models import AuditEntry
from tests.accounts.factories import access_key, administrator, lead_of

pytestmark = pytest.mark.django_db


def authenticated(issued: IssuedKey, header: str = "Bearer {}") -> AccessKey:
    """The key that a request with this secret is authenticated with."""
    return authenticate(RequestFactory().get("/", headers={"Authorization": header.format(issued.secret)}))


def refusal(issued: IssuedKey, header: str = "Bearer {}") -> str:
    with pytest.raises(InvalidKey) as refused:
        authenticated(issued, header)
    return str(refused.value)


def test_a_key_authenticates_its_owner_by_its_secret(alice, team):
    issued = access_key(alice, team)
    assert authenticated(issued) == issued.key
    assert (authenticated(issued).owner, authenticated(issued).team) == (alice, team)


def test_the_secret_is_long_recognizable_and_not_stored(alice):
    issued = access_key(alice)
    assert issued.secret.startswith("sds_")
    assert len(bytes.fromhex(issued.secret[4:])) == 32
    row = AccessKey.objects.values().get()
    assert row["hint"] == issued.secret[:10]
    assert issued.secret not in str(row)


@pytest.mark.parametrize("header", ["", "{}", "Basic {}", "Bearer", "Bearer {}x", "Bearer sds_", "Token {}"])
def test_only_the_complete_secret_as_a_bearer_token_is_accepted(header, alice):
    assert refusal(access_key(alice), header)


def test_the_authorization_scheme_is_case_insensitive(alice):
    assert authenticated(access_key(alice), "bearer {}")


def test_a_secret_in_the_url_is_refused(alice):
    request = RequestFactory().get("/", {"key": access_key(alice).secret})
    with pytest.raises(InvalidKey, match="Authorization: Bearer"):
        authenticate(request)


def test_a_revoked_key_is_refused_on_the_next_request(alice):
    issued = access_key(alice)
    authenticated(issued)
    revoke_key(issued.key, by=alice)
    assert "revoked" in refusal(issued)


def test_an_expired_key_is_refused(alice):
    assert authenticated(access_key(alice, expires_at=timezone.now() + timedelta(hours=1)))
    assert "expired" in refusal(access_key(alice, expires_at=timezone.now() - timedelta(seconds=1)))


def test_keys_of_a_suspended_person_work_again_after_unsuspending(alice):
    root, issued = administrator(), access_key(alice)
    suspend(alice, by=root)
    assert "no active account" in refusal(issued)
    unsuspend(alice, by=root)
    assert authenticated(issued)


def test_leaving_a_team_revokes_its_keys_even_after_rejoining(alice, team):
    private, issued = access_key(alice), access_key(alice, team)
    members.remove(Membership.objects.get(user=alice), by=lead_of(team))
    Membership.objects.create(user=alice, team=team, role=Role.DESIGNER)
    assert "revoked" in refusal(issued)
    assert authenticated(private)


def test_a_key_without_its_owners_membership_is_refused(alice, team):
    issued = access_key(alice, team)
    Membership.objects.filter(user=alice).delete()
    assert "no longer a member" in refusal(issued)


def test_a_deleted_account_has_no_keys(alice):
    issued = access_key(alice)
    delete_account(alice)
    assert "not known" in refusal(issued)
    assert not AccessKey.objects.exists()


def test_the_last_use_is_recorded_once_a_minute(alice, django_assert_num_queries):
    issued = access_key(alice)
    with django_assert_num_queries(2):
        authenticated(issued)
    with django_assert_num_queries(1):
        authenticated(issued)
    long_ago = timezone.now() - timedelta(minutes=2)
    AccessKey.objects.update(last_used_at=long_ago)
    authenticated(issued)
    assert AccessKey.objects.get().last_used_at > long_ago


def test_a_key_allows_only_its_scopes(alice):
    reading = access_key(alice, scopes=[Scope.READ]).key
    require_scope(reading, Scope.READ)
    with pytest.raises(MissingScope, match="generate"):
        require_scope(reading, Scope.GENERATE)


def test_a_viewer_can_create_keys_that_read_but_none_that_generate(alice, team):
    Membership.objects.update(role=Role.VIEWER)
    alice = User.objects.get()
    assert access_key(alice, team, scopes=[Scope.READ])
    with pytest.raises(Forbidden, match="designer role"):
        access_key(alice, team)


def test_a_key_for_a_team_of_others_is_refused(charlie, team):
    with pytest.raises(Forbidden):
        access_key(charlie, team, scopes=[Scope.READ])


def test_the_number_of_keys_per_person_is_limited(alice):
    AccessKey.objects.bulk_create(
        AccessKey(owner=alice, name="One", scopes=["read"], secret_hash=str(number))
        for number in range(MAX_KEYS)
    )
    with pytest.raises(Forbidden, match="Revoke one first"):
        access_key(alice)


def test_a_lead_can_revoke_a_team_key_but_no_private_one(alice, team):
    lead, team_key, private = lead_of(team), access_key(alice, team).key, access_key(alice).key
    revoke_key(team_key, by=lead)
    assert AccessKey.objects.get(pk=team_key.pk).revoked_by == lead
    with pytest.raises(Forbidden):
        revoke_key(private, by=lead)
    revoke_key(private, by=administrator())


def test_members_cannot_revoke_each_others_keys(alice, bob, charlie, team):
    team_key = access_key(alice, team).key
    for person in (bob, charlie):
        with pytest.raises(Forbidden):
            revoke_key(team_key, by=person)


def test_key_events_are_in_the_audit_trail_without_the_secret(alice, team):
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
def test_the_database_refuses_an_invalid_key(values, alice):
    access_key(alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessKey.objects.update(**values)
