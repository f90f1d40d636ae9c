"""Forms for accounts and their owners."""

from typing import Any
from zoneinfo import available_timezones

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import User
from studio.accounts.users.email_change import Change


class SetupForm(forms.Form):
    """Creates the first administrator."""

    name = forms.CharField(label=_("Name"), max_length=80)
    email = forms.EmailField(label=_("Email address"))
    password = forms.CharField(
        label=_("Password"), help_text=_("At least 10 characters."), widget=forms.PasswordInput
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password

    def values(self) -> dict[str, Any]:
        """The arguments of `bootstrap.make_first_administrator`."""
        return {key: self.cleaned_data[key] for key in ("name", "email", "password")}


class ProfileForm(forms.ModelForm):
    """The profile that a person may change at any time."""

    class Meta:
        model = User
        fields = ["name", "language", "time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own_names = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
        self.fields["language"].choices = [("", _("Browser default")), *own_names]  # type: ignore[attr-defined]

    @staticmethod
    def zones() -> list[str]:
        """The time zones to choose from: those named after a place, and UTC."""
        return ["UTC", *sorted(zone for zone in available_timezones() if "/" in zone and zone[:4] != "Etc/")]


class PasswordConfirmForm(forms.Form):
    """Base form for sensitive changes: asks for the password again."""

    password = forms.CharField(label=_("Your password"), strip=False, widget=forms.PasswordInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Rate-limited like sign-ins."""
        adapter = get_adapter()
        password: str = self.cleaned_data["password"]
        if not adapter.reauthenticate(self.user, password):
            raise adapter.validation_error("incorrect_password")
        return password


class EmailForm(PasswordConfirmForm):
    """Changes the email address."""

    email = forms.EmailField(label=_("New email address"), max_length=254)
    field_order = ["email", "password"]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if email == self.user.email:
            raise ValidationError(_("This is already your email address."))
        if User.objects.filter(email=email).exists():
            raise ValidationError(_("This email address is used by another account."))
        return email

    def change(self) -> Change:
        return Change(user=self.user, to=self.cleaned_data["email"])


class DeleteAccountForm(PasswordConfirmForm):
    """Deletes the account; typing its address prevents accidents."""

    email = forms.CharField(label=_("Type your email address to confirm"))
    field_order = ["email", "password"]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        if email != self.user.email:
            raise ValidationError(_("This is not your account’s email address."))
        return email
