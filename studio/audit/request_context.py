"""The IP address and id of the current request, for audit entries."""

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
    """The current context; empty outside a request, as in workers and commands."""
    return _current.get() or RequestContext()


@contextmanager
def bind_request(request: HttpRequest) -> Iterator[RequestContext]:
    """Sets the current context: the request's IP address and a new request id."""
    context = RequestContext(address=client_address(request), request_id=uuid.uuid4().hex)
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)


def client_address(request: HttpRequest) -> str | None:
    """The IP address that sign-in limits and the session list use too; None when unknown."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return None
