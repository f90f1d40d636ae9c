"""Shows on a control why it cannot be used: the same sentence that its action would refuse with."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from studio.accounts import permissions

register = template.Library()


@register.simple_tag(takes_context=True)
def denial_reason(context: dict[str, Any], verb: str, *things: Any, **facts: Any) -> str:
    """`{% denial_reason "set_role" member as reason %}`: the reason for the page's reader, or nothing."""
    reason: str = getattr(permissions, f"denial_reason_{verb}")(context["user"], *things, **facts)
    return reason


@register.filter
def disabled(reason: str) -> SafeString:
    """The attributes of a control that is refused for this reason."""
    return format_html(' disabled title="{}"', reason) if reason else SafeString("")
