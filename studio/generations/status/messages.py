"""Joins sentences by the rules of the reader's language."""

from django.utils.translation import get_language, pgettext


def paragraph(*sentences: str) -> str:
    """Whole sentences, one after the other; Chinese needs no space after its full stop."""
    is_chinese = (get_language() or "").startswith("zh")
    return ("" if is_chinese else " ").join(filter(None, sentences))


def listed(*parts: str) -> str:
    """Joins parts of one sentence as a list."""
    return pgettext("between the parts of a list", ", ").join(filter(None, parts))


def lower_first(text: str) -> str:
    """Lowercases the first letter, for a heading inside a sentence."""
    return text[:1].lower() + text[1:]
