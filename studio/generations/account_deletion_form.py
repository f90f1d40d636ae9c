"""The form for deleting one's own account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import Membership, User
from studio.accounts.users.forms import DeleteAccountForm
from studio.generations.account_deletion import possible_new_owners


class AccountDeletionForm(DeleteAccountForm):
    """Chooses what happens to the private images: deleted by default, or transferred to a lead (by membership)."""

    images = forms.ModelChoiceField(
        queryset=Membership.objects.none(),
        required=False,
        label=_("Your private images"),
        error_messages={
            "invalid_choice": _(
                "Your images can no longer be transferred to this person. Choose someone else."
            )
        },
    )
    field_order = ["images", "email", "password"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["images"].queryset = possible_new_owners(user)  # type: ignore[attr-defined]

    @property
    def new_owner(self) -> int | None:
        """The id of the membership that was chosen."""
        chosen = self.cleaned_data["images"]
        return chosen.pk if chosen else None
