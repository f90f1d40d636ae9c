"""Access to the administration pages: administrators, and auditors read-only."""

from django.http import Http404

from studio.accounts.models import User
from studio.accounts.permissions import denial_reason_inspect


def require_inspect_or_404(person: User) -> None:
    """Raises Http404 unless the person is an administrator or auditor."""
    if denial_reason_inspect(person):
        raise Http404
