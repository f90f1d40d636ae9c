"""The stream of an open page, read without HTTP."""

from datetime import timedelta

from django.http import HttpResponse, QueryDict
from django.test import Client
from django.utils import timezone

from studio.generations.live.subscription import Subscription
from studio.generations.live.updates import StreamConnection


def open_stream(person, query: str = "", *, since: timedelta = timedelta()) -> StreamConnection:
    """The stream of a page with this query, rendered `since` ago and connected now."""
    client = Client()
    client.force_login(person)
    now = timezone.now()
    return StreamConnection(
        user=person.pk,
        session=client.session.session_key,
        language="en",
        subscription=Subscription.read(QueryDict(query)),
        opened=now - since,
        connected=now,
        sent={},
    )


def connect_page(person, page: HttpResponse) -> StreamConnection:
    """The stream that a rendered page opens, connected now."""
    return open_stream(person, str(page.context["stream_url"]).partition("?")[2])
