"""The models that may be used: what the provider offers and an administrator has switched on."""

from django.conf import settings
from django.utils.translation import gettext as _

from studio.accounts.models import Team
from studio.policies.model_switches import all_switches, switches_in
from studio.provider.model_spec import ModelSpec
from studio.provider.models import DEFAULT_MODEL, find_model, models_of


def available_models(team: Team | None) -> tuple[ModelSpec, ...]:
    """The models available in a team, or for private runs; the default model if there are none. One short query."""
    switches = switches_in(team)
    found = [model for model in models_of(settings.PROVIDER) if switches.get(model.name, is_on(model))]
    return tuple(found) or (DEFAULT_MODEL,)


def models_in_use() -> list[ModelSpec]:
    """The provider's models that are switched on in at least one workspace."""
    rows = all_switches()
    on = {model for model, _team, is_switched_on in rows if is_switched_on}
    studio = {model for model, team, _is_switched_on in rows if team is None}
    offered = models_of(settings.PROVIDER)
    return [one for one in offered if one.name in on or (is_on(one) and one.name not in studio)]


def is_on(model: ModelSpec) -> bool:
    """Whether the model is on by default."""
    return model is DEFAULT_MODEL


def denial_reason_model(name: str, team: Team | None) -> str:
    """Why a run cannot use this model; empty when it can."""
    model = find_model(name)
    if model in available_models(team):
        return ""
    return _("%(model)s is not available here. Choose another model.") % {
        "model": model.label if model else name
    }
