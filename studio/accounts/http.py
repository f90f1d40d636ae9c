"""The request of somebody who is signed in."""

from django.http import HttpRequest

from studio.accounts.models import User


class SignedIn(HttpRequest):
    """A request that LoginRequiredMiddleware has let through: `user` is a person."""

    user: User
