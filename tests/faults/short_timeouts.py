"""Settings of a worker that waits seconds for the next event instead of minutes."""

from studio import settings
from studio.provider import limits

limits.EVENT_DEADLINE = 6.0  # read when the client is imported, which is later

globals().update({name: getattr(settings, name) for name in dir(settings) if name.isupper()})
