"""Which rules a prompt matches, and what that means for a run."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from studio.accounts.models import Team
from studio.policies.models import InputRule, RuleEffect
from studio.policies.rules.matching import find_spans, matches
from studio.policies.rules.normalization import normalize

QUOTE_LENGTH = 40  # characters of the match in the message

_ORDER = list(reversed(RuleEffect.values))
_SEVERITY = {RuleEffect.WARN: "warn", RuleEffect.REVIEW: "warn", RuleEffect.BLOCK: "danger"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleMatch:
    """A rule that a prompt matches, as the rule was at that time."""

    rule: int
    name: str
    effect: str
    message: str
    words: str
    """The matching part of the prompt."""

    @property
    def severity(self) -> str:
        return _SEVERITY[RuleEffect(self.effect)]

    @property
    def icon(self) -> str:
        return "alert" if self.effect == RuleEffect.BLOCK else "warn"

    @property
    def sentence(self) -> str:
        """The match, the rule, the consequence and the rule's message."""
        facts = {"words": self.words, "rule": self.name, "message": self.message}
        return {
            RuleEffect.WARN: _("“%(words)s” meets the rule “%(rule)s”. %(message)s"),
            RuleEffect.REVIEW: _(
                "Images need approval before release: “%(words)s” meets the rule “%(rule)s”. %(message)s"
            ),
            RuleEffect.BLOCK: _("“%(words)s” is blocked by the rule “%(rule)s”. %(message)s"),
        }[RuleEffect(self.effect)] % facts

    def as_dict(self) -> dict[str, object]:
        """The form in which the run stores it."""
        return asdict(self)


def match_rules(prompt: str, *, team: Team | None) -> list[RuleMatch]:
    """The active rules that the prompt matches in a team or privately, strictest first. One query."""
    if not prompt.strip():
        return []
    folded = normalize(prompt)
    rules = InputRule.objects.for_runs_in(team)
    found = [_match(rule, prompt) for rule in rules if matches(rule.kind, rule.text, folded)]
    return sorted(found, key=lambda match: _ORDER.index(match.effect))


def _match(rule: InputRule, prompt: str) -> RuleMatch:
    spans = find_spans(rule.kind, rule.text, prompt, most=1)
    words = prompt[slice(*spans[0])] if spans else ""
    return RuleMatch(
        rule=rule.pk,
        name=rule.name,
        effect=rule.effect,
        message=rule.message,
        words=words if len(words) <= QUOTE_LENGTH else f"{words[: QUOTE_LENGTH - 1]}…",
    )


def blocking_reason(found: Sequence[RuleMatch]) -> str:
    """Why the run is blocked, with every rule that blocks it; empty when none does."""
    reasons = [match.sentence for match in found if match.effect == RuleEffect.BLOCK]
    return " ".join([*reasons, _("Nothing was sent or billed.")]) if reasons else ""


def needs_review(found: Sequence[RuleMatch]) -> bool:
    return any(match.effect == RuleEffect.REVIEW for match in found)
