"""Puts sentences together as the reader's language does."""

from django.utils.translation import get_language, pgettext


def paragraph(*sentences: str) -> str:
    """Whole sentences, one after the other; Chinese needs no space after its full stop."""
    is_chinese = (get_language() or "").startswith("zh")
    return ("" if is_chinese else " ").join(filter(None, sentences))


def listed(*parts: str) -> str:
    """Parts of one sentence, as a list."""
    return pgettext("between the parts of a list", ", ").join(filter(None, parts))


def lower_first(text: str) -> str:
    """A heading inside a sentence."""
    return text[:1].lower() + text[1:]
