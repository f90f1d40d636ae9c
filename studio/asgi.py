"""The ASGI application that `manage.py web` serves. There is no wsgi.py: it would buffer the streams."""

import os

from django.core.asgi import get_asgi_application

from studio.engine.bodies import limit_bodies
from studio.engine.leaving import finish_what_began
from studio.engine.lifespan import with_lifespan
from studio.engine.threads import share_thread

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")

django = share_thread(get_asgi_application(), path="/runs/events")
application = with_lifespan(limit_bodies(finish_what_began(django)))
