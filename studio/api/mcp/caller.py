"""The caller of a tool."""

from dataclasses import dataclass

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError

from studio.accounts.keys.authentication import MissingScope, require_scope
from studio.accounts.models import AccessKey, Scope
from studio.api.mcp.endpoint import KEY, ORIGIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The access key of the request, and the studio's address as the client used it."""

    key: AccessKey
    origin: str

    def require(self, scope: Scope) -> None:
        """Raises ToolError, which the model reads."""
        try:
            require_scope(self.key, scope)
        except MissingScope as reason:
            raise ToolError(str(reason)) from reason


def caller(ctx: Context) -> Caller:
    """The caller of the HTTP request that carries the tool call."""
    request = ctx.request_context.request
    assert request, "the only transport is HTTP"
    return Caller(key=request.scope[KEY], origin=request.scope[ORIGIN])
