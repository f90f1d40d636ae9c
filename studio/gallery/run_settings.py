"""The settings of a run, for the page of its image."""

from django.utils.translation import gettext as _

from studio.generations.models import Generation


def run_settings(run: Generation) -> list[tuple[str, str]]:
    """The label and value of each setting."""
    group = _("Up to %(n)s") % {"n": run.max_images} if run.is_group else _("Off")
    optimisation = {"standard": _("Standard"), "fast": _("Fast")}.get(run.optimize_prompt, _("Default"))
    found = [
        (_("Group images"), group),
        (_("Watermark"), _("On") if run.watermark else _("Off")),
        (_("Prompt optimisation"), optimisation),
    ]
    return [*found, (_("Web search"), _("On"))] if run.web_search else found
