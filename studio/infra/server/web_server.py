"""The web server: one uvicorn process, which stops quickly although streams are open."""

import os
from types import FrameType

import uvicorn
from django.conf import settings

from studio.infra.shutdown import closing

GRACE = 20  # seconds for responses in progress


class Server(uvicorn.Server):
    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The first signal ends streams and finishes other responses, the second exits."""
        closing.set()
        self.force_exit = self.should_exit
        self.should_exit = True


def serve() -> bool:
    """Serves until a signal; returns False when the server could not start."""
    server = Server(
        uvicorn.Config(
            "studio.asgi:application",
            host=os.environ.get("HOST", "127.0.0.1"),
            port=settings.PORT,
            lifespan="on",
            ws="none",
            log_config=None,  # Django's logging is set up already
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE,
        )
    )
    server.run()
    return server.started
