"""The ASGI application that `manage.py web` serves. There is no wsgi.py: it would buffer the streams."""

import os

import django

from studio.engine.bodies import limit_bodies
from studio.engine.handler import OneHopHandler
from studio.engine.leaving import finish_what_began
from studio.engine.lifespan import with_lifespan
from studio.engine.threads import share_thread

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")

django.setup(set_prefix=False)
pages = share_thread(OneHopHandler(), path="/runs/events")
application = with_lifespan(limit_bodies(finish_what_began(pages)))
