"""The models that may be used: what the provider offers and an administrator has switched on."""

from django.conf import settings
from django.utils.translation import gettext as _

from studio.accounts.models import Team
from studio.policies.model_switches import switches_in, switches_of
from studio.policies.models import ModelSwitch
from studio.provider.model_spec import ModelSpec
from studio.provider.models import DEFAULT_MODEL, find_model, models_of


def available_models(team: Team | None) -> tuple[ModelSpec, ...]:
    """In a team, or for private runs; the default model where nothing else is left. One short query."""
    switches = switches_in(team)
    found = [model for model in models_of(settings.PROVIDER) if switches.get(model.name, is_on(model))]
    return tuple(found) or (DEFAULT_MODEL,)


def models_in_use() -> list[ModelSpec]:
    """Those of the provider that are switched on in some place."""
    on = set(ModelSwitch.objects.filter(is_on=True).values_list("model", flat=True))
    studio = switches_of(None)
    return [m for m in models_of(settings.PROVIDER) if m.name in on or studio.get(m.name, is_on(m))]


def is_on(model: ModelSpec) -> bool:
    """Whether it is on where nobody has said anything."""
    return model is DEFAULT_MODEL


def denial_reason_model(name: str, team: Team | None) -> str:
    """Why no run may start with this model; empty when it may."""
    model = find_model(name)
    if model in available_models(team):
        return ""
    return _("%(model)s is not available here. Choose another model.") % {
        "model": model.label if model else name
    }
