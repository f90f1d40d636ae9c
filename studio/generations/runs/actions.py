"""The actions in a run card's header: download, hide, delete, submit."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from studio.accounts.models import User
from studio.accounts.permissions import denial_reason_download, denial_reason_modify, denial_reason_submit
from studio.generations.models import Generation
from studio.generations.runs.removal import denial_reason_delete
from studio.generations.states import SlotState


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One item of the menu, or a button."""

    url: str
    label: str
    icon: str
    is_danger: bool = False
    refused: str = ""
    """Why it is disabled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunActions:
    """The actions of one person on one run, except running it again."""

    download: Action | None
    removal: Action | None
    submitted: list[int]
    """The images that can be submitted for review."""


def run_actions(run: Generation, viewer: User) -> RunActions:
    """The actions for this viewer."""
    return RunActions(
        download=_download(run, viewer), removal=_removal(run, viewer), submitted=_submittable(run, viewer)
    )


def _download(run: Generation, viewer: User) -> Action | None:
    """The JPEG of one image, or the ZIP file of several."""
    stored = [slot for slot in run.slots if slot.state == SlotState.STORED]
    if not run.is_finished or not stored:
        return None
    refused = denial_reason_download(viewer, run.team, needs_review=run.needs_review)
    if len(stored) == 1:
        label = _("Download the image of run %(n)s") % {"n": run.pk}
        return Action(url=stored[0].download_url, label=label, icon="download", refused=refused)
    label = _("Download all images of run %(n)s") % {"n": run.pk}
    return Action(url=reverse("run_zip", args=[run.pk]), label=label, icon="download", refused=refused)


def _removal(run: Generation, viewer: User) -> Action | None:
    if not run.is_finished:
        return None
    if run.is_hidden:
        return Action(url=reverse("run_unhide", args=[run.pk]), label=_("Show in my list"), icon="eye")
    if not (denial_reason_delete(run) or denial_reason_modify(viewer, run)):
        url = reverse("run_delete", args=[run.pk])
        return Action(url=url, label=_("Delete"), icon="trash", is_danger=True)
    return Action(url=reverse("run_hide", args=[run.pk]), label=_("Hide from my list"), icon="eye-off")


def _submittable(run: Generation, viewer: User) -> list[int]:
    """Stored images that are not in review yet, for people who may submit them."""
    submittable = [slot.pk for slot in run.slots if slot.state == SlotState.STORED and not slot.review]
    return submittable if run.is_finished and submittable and not denial_reason_submit(viewer, run) else []
