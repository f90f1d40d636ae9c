"""Sections that higher packages add to the image page."""

from collections.abc import Callable
from typing import Any

from studio.accounts.models import User
from studio.generations.models import Image

Section = Callable[[Image, User], dict[str, Any] | None]
_sections: list[tuple[str, Section]] = []


def register(template: str, section: Section) -> None:
    """Adds a section: a template, and a function for its context, which is None when there is nothing to show."""
    _sections.append((template, section))


def sections(image: Image, viewer: User) -> list[tuple[str, dict[str, Any]]]:
    """The template and the context of each section that this viewer sees of this image."""
    found = ((template, section(image, viewer)) for template, section in _sections)
    return [(template, context) for template, context in found if context is not None]
