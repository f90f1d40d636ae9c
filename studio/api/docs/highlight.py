"""Highlights code: only comments and strings, which the languages of the examples have in common."""

import re

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

_STRING = r"""\"\"\".*?\"\"\"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`"""
_COMMENT = r"(?:#|//)[^\n]*|/\*.*?\*/"
_TOKEN = re.compile(rf"(?P<string>{_STRING})|(?P<comment>(?<![^\s]){_COMMENT})", re.DOTALL)


def highlight(code: str) -> SafeString:
    """Returns the code as escaped HTML with its tokens marked."""
    pieces, end = [], 0
    for token in _TOKEN.finditer(code):
        pieces.append(escape(code[end : token.start()]))
        pieces.append(format_html('<span class="token-{}">{}</span>', token.lastgroup, token[0]))
        end = token.end()
    return mark_safe("".join([*pieces, escape(code[end:])]))  # noqa: S308 – escaped here
