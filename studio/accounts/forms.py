"""Forms about people."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _


class SetupForm(forms.Form):
    """The first administrator's name, address and password."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "input"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "input"})
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 10 characters."),
        widget=forms.PasswordInput(
            attrs={"autocomplete": "new-password", "class": "input"}, render_value=True
        ),
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password

    def values(self) -> dict[str, Any]:
        """What `setup.make_first_administrator` takes."""
        return {key: self.cleaned_data[key] for key in ("name", "email", "password")}
