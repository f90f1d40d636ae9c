"""Creates a gallery of any size, for developers: `manage.py seed`."""

from studio.gallery.seed.seeder import (
    MEMBERS,
    denial_reason,
    run,
)

__all__ = ["MEMBERS", "denial_reason", "run"]
