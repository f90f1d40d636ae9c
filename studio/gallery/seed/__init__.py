"""A gallery of any size, for developers: `manage.py seed`."""

from studio.gallery.seed.seeder import (
    MEMBERS,
    refusal,
    run,
)

__all__ = ["MEMBERS", "refusal", "run"]
