"""An audit entry is written in the same transaction as the change, or not at all."""

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from studio.audit.actions import Action
from studio.audit.models import AuditEntry
from studio.audit.record import record
from studio.infra.text_search import phrase, split
from tests.fixtures import create_user


@pytest.mark.django_db
def test_an_entry_says_who_did_what_to_what(alice, charlie, team):
    record(Action.SUSPENDED, actor=alice, target=charlie, team=team, before={"a": 1}, after={"a": 2})
    entry = AuditEntry.objects.get()
    assert (entry.actor_id, entry.actor_name, entry.action) == (alice.pk, "Alice", "person.suspended")
    assert (entry.target_type, entry.target_id, entry.target_name) == ("user", charlie.pk, "Charlie")
    assert (entry.team_id, entry.before, entry.after) == (team.pk, {"a": 1}, {"a": 2})
    assert (entry.address, entry.request_id) == (None, "")


@pytest.mark.django_db
def test_without_an_actor_the_entry_names_the_studio(alice):
    assert record(Action.SUSPENDED, actor=None, target=alice).actor_name == "Seedream Studio"


@pytest.mark.django_db(transaction=True)
def test_a_rollback_leaves_no_entry():
    alice = create_user("Alice")
    with transaction.atomic():
        record(Action.SUSPENDED, actor=alice, target=alice)
        transaction.set_rollback(True)
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_refused():
    with pytest.raises(TransactionManagementError):
        record(Action.SUSPENDED, actor=None)
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["ali", "charlie", "suspended", "停用"])
def test_a_search_finds_names_and_actions_in_both_languages(alice, charlie, text):
    record(Action.SUSPENDED, actor=alice, target=charlie)
    found = AuditEntry.objects.filter(search_vector__matches=phrase(split(text)))
    assert found.exists()


@pytest.mark.django_db
def test_a_name_longer_than_the_column_is_truncated(alice):
    assert len(record(Action.SUSPENDED, actor=alice, target_name="x" * 1000).target_name) == 254


@pytest.mark.django_db
def test_recording_takes_one_query(alice, django_assert_num_queries):
    with django_assert_num_queries(1, connection=connection):
        record(Action.SUSPENDED, actor=alice, target=alice)
