"""Template tags and filters: icons, sizes, times, and which script a text is in."""

import re
from collections.abc import Mapping

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import to_locale

from studio.accounts.models import User
from studio.generations.media import srcset
from studio.generations.models import Generation, Image
from studio.generations.runs.actions import run_actions
from studio.generations.states import RunState, SlotState
from studio.generations.status import cost_notes
from studio.generations.status import run_status as run_statuses
from studio.generations.status import slot_status as slot_statuses
from studio.generations.status.run_cost import cost_of
from studio.generations.templatetags.icons import NAMES
from studio.provider.sizes import Size

register = template.Library()

HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
LETTER = re.compile("[A-Za-z\u00c0-\u024f]")
KEY_CODES = {"Esc": "Escape", "+": "Plus", "←": "ArrowLeft", "→": "ArrowRight", "Ctrl+Enter": "Control+Enter"}
"""The names in `aria-keyshortcuts` of keys that are labelled differently on keyboards."""
BREAK_POINTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[._/-])")


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """One icon of the sprite, hidden from screen readers; `size` is "sm" or nothing."""
    if name not in NAMES:
        raise template.TemplateSyntaxError(f"There is no icon called {name!r}.")
    modifier = f" icon--{size}" if size else ""
    return format_html('<svg class="icon{}" aria-hidden="true"><use href="#i-{}"/></svg>', modifier, name)


register.filter("run_actions", run_actions)
register.filter("cost", cost_of)
register.filter("cancel_note", cost_notes.cancel_note)
register.filter("give_up_warning", cost_notes.give_up_warning)
register.filter("outcome_question", cost_notes.outcome_question)
register.filter("rerun_warning", cost_notes.rerun_warning)


@register.simple_tag
def named(name: str, keys: str = "", *, refused: str = "") -> SafeString:
    """The label and tooltip attributes of a control with only an icon; a `refused` one is disabled, and its tooltip
    says why."""
    label = format_html('aria-label="{}"', name)
    if refused:
        return format_html('{} disabled title="{}"', label, refused)
    return format_html("{} {}", label, tip(name, keys))


@register.simple_tag
def tip(name: str, keys: str = "") -> SafeString:
    """A tooltip that also shows the `keys` of a control, one by one and as they are labelled on keyboards."""
    if not keys:
        return format_html('title="{}"', name)
    text = _("%(name)s (%(keys)s)") % {"name": name, "keys": keys}
    codes = " ".join(KEY_CODES.get(key, key) for key in keys.split())
    return format_html('title="{}" aria-keyshortcuts="{}"', text, codes)


@register.filter
def px(size: object) -> str:
    """`2496x1664` with a multiplication sign and spaces around it."""
    return " × ".join(part.strip() for part in re.split("[x×]", str(size or "")))


@register.filter
def num(value: object) -> str:
    """A whole number with thousands separators, the same in every language of the studio."""
    return f"{int(value):,}" if isinstance(value, int | float) else str(value or "")


@register.filter
def css(value: float) -> str:
    """A number in CSS syntax, whatever the language."""
    return f"{float(value):.5g}"


@register.filter
def row_sizes(image: Image, density: float | str) -> str:
    """The width of a gallery tile before the layout is known; rows are `density` times the default height."""
    return srcset.row_sizes(image.ar, srcset.ROW_HEIGHT * float(density or 1))


@register.filter
def outline(size: Size) -> SafeString:
    """The custom properties of a size's outline icon: its ratio at about 19 px square, at most 28 px wide."""
    width = min(28.0, 19 * size.ratio**0.5)
    return format_html("--w:{};--h-:{}", round(width), round(width / size.ratio))


@register.filter
def shown_slots(run: Generation) -> list[Image]:
    """The slots with their own message: what applies to the whole run is shown once, above them."""
    if not run.is_finished:
        return run.slots
    return [slot for slot in run.slots if not _is_silent(run, slot)]


def _is_silent(run: Generation, slot: Image) -> bool:
    if slot.state == SlotState.FAILED:
        return run.state == RunState.FAILED and slot.error_code == run.error_code
    return slot.state in (SlotState.WAITING, SlotState.UNKNOWN)


@register.filter
def run_status(run: Generation) -> run_statuses.RunStatus:
    """How the first line of a run's card looks."""
    return run_statuses.run_status(run)


@register.filter
def run_problem(run: Generation, reader: User) -> run_statuses.RunProblem | None:
    """What went wrong with a run as a whole."""
    return run_statuses.run_problem(run, reader)


@register.filter
def slot_status(slot: Image, reader: User) -> slot_statuses.SlotStatus:
    """How the tile of an image looks."""
    return slot_statuses.slot_status(slot, reader)


@register.filter
def seconds(value: float) -> str:
    """A duration in seconds: `9.4 s`, `42 s`, or `3 min 5 s` from a hundred seconds on."""
    if value < 10:
        return _("%(seconds)s s") % {"seconds": f"{value:.1f}"}
    if value < 100:
        return _("%(seconds)s s") % {"seconds": f"{value:.0f}"}
    minutes, rest = divmod(round(value), 60)
    return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": rest}


@register.filter
def clock(value: float) -> str:
    """A duration as a running clock shows it: `0:18`, `12:03`."""
    minutes, rest = divmod(int(value), 60)
    return f"{minutes}:{rest:02}"


@register.filter
def han_lang(text: str) -> str:
    """The language of a user's text: Chinese when there is more than one character per three Latin letters."""
    return "zh-Hans" if len(HAN.findall(text)) * 3 > len(LETTER.findall(text)) else "en"


@register.filter
def lang_tag(code: str) -> str:
    """Django's `zh-hans` in HTML's form: `zh-Hans`."""
    return to_locale(code).replace("_", "-")


@register.filter
def breakable(code: str) -> SafeString:
    """An error code with line-break opportunities between its words, so that it fits a narrow tile."""
    return format_html_join(SafeString("<wbr>"), "{}", ((part,) for part in BREAK_POINTS.split(code)))


@register.filter
def slots(text: str, values: Mapping[str, object] | None = None) -> SafeString:
    """`{one} tokens` with elements that a script fills in: `<b data-slot="one"></b> tokens`; `values` are their initial
    contents."""
    parts = re.split(r"\{(\w+)\}", text)
    pairs = zip(parts[::2], [*parts[1::2], ""], strict=True)
    known = values or {}
    places = ((text_part, _slot(name, known.get(name, "")) if name else "") for text_part, name in pairs)
    return format_html_join("", "{}{}", places)


def _slot(name: str, value: object) -> SafeString:
    return format_html('<b data-slot="{}">{}</b>', name, value)
