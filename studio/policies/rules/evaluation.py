"""Which rules a prompt meets, and what that means for a run."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from studio.accounts.models import Team
from studio.policies.models import InputRule, RuleEffect
from studio.policies.rules.matching import find_spans, matches
from studio.policies.rules.normalization import normalize

QUOTED = 40  # characters of the match in the message

_ORDER = list(reversed(RuleEffect.values))
_SEVERITY = {RuleEffect.WARN: "warn", RuleEffect.REVIEW: "warn", RuleEffect.BLOCK: "danger"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleMatch:
    """A rule that a prompt meets, as it was at that moment."""

    rule: int
    name: str
    effect: str
    message: str
    words: str
    """What in the prompt it met."""

    @property
    def severity(self) -> str:
        return _SEVERITY[RuleEffect(self.effect)]

    @property
    def icon(self) -> str:
        return "alert" if self.effect == RuleEffect.BLOCK else "warn"

    @property
    def sentence(self) -> str:
        """What in the prompt met which rule, what follows, and why."""
        facts = {"words": self.words, "rule": self.name, "message": self.message}
        return {
            RuleEffect.WARN: _("“%(words)s” meets the rule “%(rule)s”. %(message)s"),
            RuleEffect.REVIEW: _(
                "Images need approval before release: “%(words)s” meets the rule “%(rule)s”. %(message)s"
            ),
            RuleEffect.BLOCK: _("“%(words)s” is blocked by the rule “%(rule)s”. %(message)s"),
        }[RuleEffect(self.effect)] % facts

    def as_dict(self) -> dict[str, object]:
        """What the run keeps of it."""
        return asdict(self)


def match_rules(prompt: str, *, team: Team | None) -> list[RuleMatch]:
    """The active rules that the prompt meets in a team or privately, the strictest first. One query."""
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
        words=words if len(words) <= QUOTED else f"{words[: QUOTED - 1]}…",
    )


def blocking_reason(found: Sequence[RuleMatch]) -> str:
    """Why no run may begin, by every rule that blocks it; empty when one may."""
    reasons = [match.sentence for match in found if match.effect == RuleEffect.BLOCK]
    return " ".join([*reasons, _("Nothing was sent or billed.")]) if reasons else ""


def needs_review(found: Sequence[RuleMatch]) -> bool:
    return any(match.effect == RuleEffect.REVIEW for match in found)
