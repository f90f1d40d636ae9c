"""A response that a scripted fault sends instead of the normal one."""

from studio.provider.server.errors import Reply


class InsteadError(Exception):
    """Respond with exactly this; where it is raised decides whether the call was accepted."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply
