"""From where the current request comes, for what is recorded while it is answered."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestContext:
    address: str | None = None
    request_id: str = ""


_current: ContextVar[RequestContext | None] = ContextVar("audit_request_context", default=None)


def current() -> RequestContext:
    """An empty one outside a request: in a worker or a command."""
    return _current.get() or RequestContext()


@contextmanager
def of_request(request: HttpRequest) -> Iterator[RequestContext]:
    """Makes the request's address and a new request id the current ones."""
    context = RequestContext(address=client_address(request), request_id=uuid.uuid4().hex)
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)


def client_address(request: HttpRequest) -> str | None:
    """The same that sign-in limits and the list of sessions use; None when the server knows none."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return None
