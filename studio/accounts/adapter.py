"""What allauth may do in this studio."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: the first administrator comes by a link, the others are let in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
