"""`manage.py create_key`: a key without the account page, for scripts that set up a studio."""

import io
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from studio.accounts.models import AccessKey, Membership, Role
from studio.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


def create_key(*arguments: str) -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command("create_key", *arguments, stdout=out)
    return out.getvalue().strip()


def test_it_prints_the_secret_of_a_key_with_all_scopes(alice):
    secret = create_key("Alice@studio.example", "--name", "Scripts")
    key = AccessKey.objects.with_secret(secret).get()
    assert (key.owner, key.team, key.name, key.expires_at) == (alice, None, "Scripts", None)
    assert key.scopes == ["generate", "read"]
    assert AuditEntry.objects.get(action="key.created").actor_name == "Seedream Studio"


def test_it_takes_a_team_scopes_limits_and_an_expiry(alice, team):
    create_key(
        alice.email, "--name", "Plug-in", "--team", team.slug, "--scopes", "read",
        "--expires", "2030-01-31", "--requests-per-minute", "5", "--images-per-month", "100",
    )  # fmt: skip
    key = AccessKey.objects.get()
    assert (key.team, key.scopes, key.requests_per_minute, key.images_per_month) == (team, ["read"], 5, 100)
    assert key.expires_at == datetime(2030, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nobody@studio.example"], "Nobody"),
        (["alice@studio.example", "--team", "none"], "no team"),
        (["alice@studio.example", "--scopes", "admin"], "invalid choice"),
        (["alice@studio.example", "--expires", "soon"], "invalid"),
        (["alice@studio.example", "--images-per-month", "0"], "invalid"),
    ],
)
def test_an_invalid_argument_is_named(arguments, message, alice):
    with pytest.raises(CommandError, match=message):
        create_key(*arguments, "--name", "Scripts")
    assert not AccessKey.objects.exists()


def test_a_key_may_do_no_more_than_its_owner(alice, team):
    Membership.objects.update(role=Role.VIEWER)
    with pytest.raises(CommandError, match="designer role"):
        create_key(alice.email, "--name", "Scripts", "--team", team.slug)
