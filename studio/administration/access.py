"""Who may look at the administration pages: administrators, and auditors, who change nothing."""

from django.http import Http404

from studio.accounts.models import User
from studio.accounts.permissions import denial_reason_inspect


def hide_from_others(person: User) -> None:
    """For everybody else the page is not there."""
    if denial_reason_inspect(person):
        raise Http404
