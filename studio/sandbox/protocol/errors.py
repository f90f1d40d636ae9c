"""An answer that a scripted fault gives instead of the call's own."""

from studio.provider.server.errors import Reply


class InsteadError(Exception):
    """Answer exactly this; whether the call was accepted is decided by where it is raised."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply
