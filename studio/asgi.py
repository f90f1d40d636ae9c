"""The ASGI application that `manage.py web` serves. There is no wsgi.py: it would buffer the streams."""

import os

import django

from studio.infra.server.disconnect import defer_disconnect
from studio.infra.server.lifespan import with_lifespan
from studio.infra.server.request_limits import limit_bodies
from studio.infra.server.single_thread_handler import SingleThreadHandler
from studio.infra.server.sse_executor import use_shared_thread

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")

django.setup(set_prefix=False)

from studio.api.generate.endpoint import serve_generations  # noqa: E402 - it needs the models
from studio.api.mcp.endpoint import serve_mcp  # noqa: E402

pages = use_shared_thread(SingleThreadHandler(), path="/runs/events")
application = with_lifespan(serve_mcp(serve_generations(limit_bodies(defer_disconnect(pages)))))
