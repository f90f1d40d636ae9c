"""How the tile of one image looks in each of its states."""

from dataclasses import dataclass, replace
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from studio.accounts.models import User
from studio.generations.models import Generation, Image
from studio.generations.states import ACCEPTED, DISMISSED, RunState, SlotState
from studio.generations.status import error_messages, fetch_status
from studio.generations.status.messages import paragraph
from studio.generations.status.remedies import remedy_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """The retry of an image."""

    label: str
    run: Generation
    image: Image | None = None

    @property
    def url(self) -> str:
        """The new image's page, or the run's while there is no image."""
        return (self.image or self.run).get_absolute_url()


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotStatus:
    """A tile."""

    kind: Literal["picture", "wait", "fail", "gone"]
    label: str
    tone: str = ""
    icon: str = ""
    is_busy: bool = False
    """A spinner is shown."""
    heading: str = ""
    text: str = ""
    announcement: str = ""
    can_retry: bool = False
    retry: Retry | None = None
    is_trashed: bool = False

    @property
    def css_class(self) -> str:
        """The CSS classes to append to the tile's class."""
        if self.kind == "picture":
            return ""
        return (
            f" tile--{self.kind} is-next" if self.kind == "wait" and self.is_busy else f" tile--{self.kind}"
        )


def slot_status(slot: Image, reader: User) -> SlotStatus:
    """The tile of this image, for this reader."""
    facts = {"n": slot.number, "all": slot.generation.planned}
    match slot.state:
        case SlotState.STORED:
            return SlotStatus(
                kind="picture", label="", announcement=_("Image %(n)d of %(all)d is ready") % facts
            )
        case SlotState.FAILED:
            return _with_retry(slot, _failed(slot, reader))
        case SlotState.ANNOUNCED:
            return _announced(slot)
        case SlotState.LOST:
            return _with_retry(slot, _lost(slot))
        case SlotState.WAITING:
            return _waiting(slot)
    return _with_retry(slot, _other(slot))


def _with_retry(slot: Image, status: SlotStatus) -> SlotStatus:
    """Adds the slot's retry; while it runs, or once it has the image, there is no retry button."""
    run, image = slot.retry, slot.retried_image
    if run is None:
        return status
    facts = {"run": run.pk}
    if image:
        retry = Retry(label=_("Retried in run %(run)s") % facts, run=run, image=image)
        return SlotStatus(kind="gone", label=status.label, icon="retry", retry=retry)
    if not run.has_outcome:
        return replace(
            status, retry=Retry(label=_("Retrying in run %(run)s") % facts, run=run), can_retry=False
        )
    return replace(status, retry=Retry(label=_("Run %(run)s produced no image") % facts, run=run))


def _failed(slot: Image, reader: User) -> SlotStatus:
    facts = {"n": slot.number, "all": slot.generation.planned}
    found = error_messages.for_code(slot.error_code)
    return SlotStatus(
        kind="fail",
        label=_("Image %(n)d failed") % facts,
        tone="danger",
        icon="alert",
        heading=found.heading,
        text=paragraph(found.text, remedy_for(found.action, reader).text, _("Not billed.")),
        announcement=_("Image %(n)d of %(all)d failed") % facts,
        can_retry=True,
    )


def _waiting(slot: Image) -> SlotStatus:
    label = _("Image %(n)d, generating") if slot.is_next else _("Image %(n)d, waiting")
    return SlotStatus(kind="wait", label=label % {"n": slot.number}, is_busy=slot.is_next)


def _announced(slot: Image) -> SlotStatus:
    facts = {"n": slot.number}
    if not slot.is_stuck:
        return SlotStatus(kind="wait", label=_("Saving image %(n)d") % facts, is_busy=True)
    label = _("Image %(n)d is not saved yet") % facts
    return SlotStatus(kind="gone", label=label, tone="warn", icon="warn", text=fetch_status.attempt(slot))


def _lost(slot: Image) -> SlotStatus:
    label = _("Image %(n)d is lost") % {"n": slot.number}
    return SlotStatus(
        kind="gone", label=label, tone="warn", icon="warn", text=lost_reason(slot), can_retry=True
    )


def lost_reason(slot: Image) -> str:
    """Why the file of a generated image is missing."""
    if slot.error_code == ACCEPTED:
        return _("Accepted as billed. The image was never received.")
    if slot.error_code:
        billed = "" if slot.generation.is_sandbox else _("It was billed.")
        return paragraph(error_messages.for_code(slot.error_code).text, billed)
    if slot.generation.is_sandbox:
        return _("Generated, but its link expired before it could be downloaded.")
    return _("Generated and billed, but its link expired before it could be downloaded.")


def _other(slot: Image) -> SlotStatus:
    """A slot without an image to show: not produced, unknown, in the trash, removed or hidden."""
    label = pgettext("tile", "Image %(n)d") % {"n": slot.number}
    if slot.state == SlotState.TRASHED:
        return SlotStatus(kind="gone", label=label, icon="trash", text=_("In the trash."), is_trashed=True)
    if slot.state == SlotState.REMOVED:
        return SlotStatus(kind="gone", label=label, icon="minus", text=_("Deleted."))
    if slot.state == SlotState.HIDDEN:
        return SlotStatus(kind="gone", label=label, icon="eye-off", text=_("Hidden by an administrator."))
    if slot.state == SlotState.UNKNOWN:
        label = _("Image %(n)d: unknown") % {"n": slot.number}
        is_free = slot.generation.is_sandbox
        text = _("It may have been generated.") if is_free else _("It may have been generated and billed.")
        return SlotStatus(kind="gone", label=label, tone="warn", icon="warn", text=text)
    if slot.error_code == DISMISSED:
        text = _("Dismissed as not billed.")
        return SlotStatus(kind="gone", label=label, icon="minus", text=text, can_retry=True)
    is_cancelled = slot.generation.state == RunState.CANCELLED
    text = (
        _("Cancelled before it was generated.")
        if is_cancelled
        else _("The model did not generate this image.")
    )
    return SlotStatus(
        kind="gone", label=label, icon="minus", text=paragraph(text, _("Not billed.")), can_retry=True
    )
