"""Shows on a control why it is disabled: the same sentence with which its action would refuse."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from studio.accounts import permissions

register = template.Library()


@register.simple_tag(takes_context=True)
def denial_reason(context: dict[str, Any], verb: str, *objects: Any, **facts: Any) -> str:
    """`{% denial_reason "set_role" member as reason %}`: the reason for the current user, or ""."""
    reason: str = getattr(permissions, f"denial_reason_{verb}")(context["user"], *objects, **facts)
    return reason


@register.filter
def disabled(reason: str) -> SafeString:
    """The attributes that disable a control for this reason, if any."""
    return format_html(' disabled title="{}"', reason) if reason else SafeString("")
