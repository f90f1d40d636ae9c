"""Sentences about what a run may still cost; images of the sandbox are generated but not billed."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studio.generations.models import Generation
from studio.generations.status.messages import paragraph


def cancel_note(run: Generation) -> str:
    """What happens when a call that has been sent is cancelled."""
    count = run.open_images
    note = ngettext(
        "The request is already sent: up to %(count)d image may still be billed. Images that arrive are saved.",
        "The request is already sent: up to %(count)d images may still be billed. Images that arrive are saved.",
        count,
    )
    if run.is_sandbox:
        note = ngettext(
            "The request is already sent: up to %(count)d image may still be generated. Images that arrive are saved.",
            "The request is already sent: up to %(count)d images may still be generated. Images that arrive are saved.",
            count,
        )
    return note % {"count": count}


def duplicate_cost_warning(run: Generation) -> str:
    """What a second call may cost before the deadline of the first; empty after it."""
    if not run.may_still_run or run.deadline is None:
        return ""
    until = date_format(timezone.localtime(run.deadline), "H:i:s")
    count = run.upper_images
    warning = ngettext(
        "The first request may still be running until %(until)s. If you run this again now, up to %(count)d image "
        "(%(money)s) may be billed twice.",
        "The first request may still be running until %(until)s. If you run this again now, up to %(count)d images "
        "(%(money)s) may be billed twice.",
        count,
    )
    if run.is_sandbox:
        warning = ngettext(
            "The first request may still be running until %(until)s. If you run this again now, up to %(count)d image "
            "may be generated twice, which would cost another %(money)s.",
            "The first request may still be running until %(until)s. If you run this again now, up to %(count)d images "
            "may be generated twice, which would cost another %(money)s.",
            count,
        )
    return warning % {"until": until, "count": count, "money": run.upper_money}


def rerun_warning(run: Generation) -> str:
    """What a person confirms before repeating a run whose outcome is unknown."""
    if warning := duplicate_cost_warning(run):
        return warning
    text = _(
        "The first request may already have cost up to %(tokens)s tokens (%(money)s). "
        "Running it again is billed separately."
    )
    if run.is_sandbox:
        text = _(
            "The first request may already have used up to %(tokens)s tokens, which would cost %(money)s. "
            "Running it again generates new images."
        )
    return text % {"tokens": f"{run.upper_tokens:,}", "money": run.upper_money}


def unknown_cost(run: Generation) -> str:
    """The maximum cost of a run whose outcome is unknown."""
    text = _("Images may have been generated and billed: up to %(tokens)s tokens, %(money)s.")
    if run.is_sandbox:
        text = _("Images may have been generated: up to %(tokens)s tokens, which would cost %(money)s.")
    return text % {"tokens": f"{run.upper_tokens:,}", "money": run.upper_money}


def undecided_cost(run: Generation) -> str:
    """The images whose outcome is unknown, for a decision about the run."""
    text = ngettext(
        "%(count)d image has an unknown outcome: up to %(tokens)s tokens, %(money)s.",
        "%(count)d images have an unknown outcome: up to %(tokens)s tokens, %(money)s.",
        run.open_images,
    )
    facts = {"count": run.open_images, "tokens": f"{run.open_tokens:,}", "money": run.money(run.open_images)}
    return text % facts


def outcome_question(run: Generation) -> str:
    """What to know before deciding whether a run was billed."""
    return paragraph(undecided_cost(run), _("Check the provider’s own records first."))


def not_saved_cost(run: Generation) -> str:
    """The cost note of images that are generated and cannot be downloaded yet."""
    if run.is_sandbox:
        return ngettext("It was generated.", "They were generated.", run.stuck_count)
    return ngettext("It was generated and billed.", "They were generated and billed.", run.stuck_count)


def give_up_warning(run: Generation) -> str:
    """What is lost when the images that cannot be downloaded are given up."""
    count = run.stuck_count
    text = ngettext(
        "%(count)d image is billed and will be lost.", "%(count)d images are billed and will be lost.", count
    )
    if run.is_sandbox:
        text = ngettext("%(count)d image will be lost.", "%(count)d images will be lost.", count)
    return text % {"count": count}
