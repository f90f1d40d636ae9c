"""Creates, changes, disables and deletes input rules; each leaves one entry in the audit trail."""

from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from studio.accounts.locking import reload_user
from studio.accounts.models import Team, User
from studio.accounts.permissions import denial_reason_edit_rules, require
from studio.audit.actions import Action
from studio.audit.record import record
from studio.policies.models import InputRule

MAX_RULES = 100
"""Per team, and for the company: every prompt is checked against each rule."""
FIELDS = ("name", "kind", "text", "effect", "message")


class TooManyRules(Exception):
    """The limit of rules is reached."""


@transaction.atomic
def create_rule(values: dict[str, Any], *, team: Team | None, by: User) -> InputRule:
    """Creates a rule, active at once. Raises Forbidden, TooManyRules."""
    require(denial_reason_edit_rules(reload_user(by), team))
    if InputRule.objects.of(team).count() >= MAX_RULES:
        raise TooManyRules(
            _("There can be up to %(most)d rules. Delete one, or add words to another.") % {"most": MAX_RULES}
        )
    rule = InputRule.objects.create(team=team, author=by, **{name: values[name] for name in FIELDS})
    record(Action.RULE_CREATED, actor=by, target=rule, team=team, after=_facts(rule))
    return rule


@transaction.atomic
def change_rule(rule: InputRule, values: dict[str, Any], *, by: User) -> bool:
    """Sets the given values; returns whether any changed. Raises Forbidden."""
    rule = _lock_rule(rule, by=by)
    before = {name: getattr(rule, name) for name in values if getattr(rule, name) != values[name]}
    if not before:
        return False
    after = {name: values[name] for name in before}
    InputRule.objects.filter(pk=rule.pk).update(**after)
    record(Action.RULE_CHANGED, actor=by, target=rule, team=rule.team, before=before, after=after)
    return True


@transaction.atomic
def delete_rule(rule: InputRule, *, by: User) -> None:
    """Deletes a rule; runs keep their recorded matches. Raises Forbidden."""
    rule = _lock_rule(rule, by=by)
    record(Action.RULE_DELETED, actor=by, target=rule, team=rule.team, before=_facts(rule))
    rule.delete()


def _lock_rule(rule: InputRule, *, by: User) -> InputRule:
    """Locks and re-reads the rule; raises Forbidden, and Http404 when it was just deleted."""
    require(denial_reason_edit_rules(reload_user(by), rule.team))
    locked = InputRule.objects.select_for_update(of=("self",)).select_related("team")
    return get_object_or_404(locked, pk=rule.pk)


def _facts(rule: InputRule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in (*FIELDS, "is_active")}
