"""Sends emails about budget requests, where the studio has a mail server."""

from collections.abc import Iterable

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.utils import translation

from studio.accounts.models import User
from studio.generations.budget_requests.sentences import sentence
from studio.generations.models import BudgetRequest


def mail(request: BudgetRequest, people: Iterable[User]) -> None:
    """Emails each person in their own language."""
    if not settings.HAS_MAIL:
        return
    link = settings.PUBLIC_URL + request.get_absolute_url()
    words = request.purpose if request.is_open else request.reason
    for person in people:
        with translation.override(person.language or settings.LANGUAGE_CODE):
            context = {"user": person, "sentence": sentence(request), "words": words, "link": link}
        get_adapter().send_mail("email/budget_request", person.email, context)
