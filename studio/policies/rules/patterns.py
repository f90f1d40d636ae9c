"""Regular expressions by RE2, which matches any pattern in time linear in the length of the prompt."""

from functools import lru_cache

import re2
from django.utils.translation import gettext as _

from studio.policies.models.input_rule import PATTERN_LENGTH
from studio.policies.rules.normalization import normalize

MAX_MEMORY = 2**18  # bytes for one compiled pattern
MAX_PROGRAM = 4000  # instructions, each of which may check every character


class InvalidRule(ValueError):
    """The text of a rule cannot be used; the message says why, in the reader's language."""


@lru_cache(maxsize=512)
def compile_pattern(text: str) -> "re2._Regexp":
    """Raises InvalidRule."""
    if len(text) > PATTERN_LENGTH:
        raise InvalidRule(_("A pattern can have up to %(most)d characters.") % {"most": PATTERN_LENGTH})
    # Non-ASCII characters are escaped: a full-width bracket is normalised to a literal one, not to an operator.
    compiled = _compile(
        "".join(character if character.isascii() else re2.escape(normalize(character)) for character in text)
    )
    if max(compiled.programsize, compiled.reverseprogramsize) > MAX_PROGRAM:
        raise InvalidRule(_too_complex())
    if compiled.search(""):
        raise InvalidRule(_("This pattern matches every prompt."))
    return compiled


def _compile(pattern: str) -> "re2._Regexp":
    options = re2.Options()
    options.max_mem = MAX_MEMORY
    options.case_sensitive = False
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        message = error.args[0]
        reason = message.decode(errors="replace") if isinstance(message, bytes) else str(message)
        if "too large" in reason:
            raise InvalidRule(_too_complex()) from error
        raise InvalidRule(_("This pattern can’t be read: %(reason)s.") % {"reason": reason}) from error


def _too_complex() -> str:
    return _("This pattern is too complex to check quickly. Use fewer repetitions, or several rules.")
