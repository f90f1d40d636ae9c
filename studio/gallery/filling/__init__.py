"""A gallery of any size, for developers: `manage.py fill`."""

from studio.gallery.filling.fill import MEMBERS, refusal, run

__all__ = ["MEMBERS", "refusal", "run"]
