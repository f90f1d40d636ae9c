"""Forms for teams and invitations."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import Invitation, Membership, Role, Team, User
from studio.accounts.teams import avatar


class TeamNameForm(forms.ModelForm):
    """Creates a team."""

    class Meta:
        model = Team
        fields = ["name"]


class TeamForm(forms.ModelForm):
    """The settings that a lead may change."""

    picture = forms.FileField(label=_("Picture"), required=False)
    remove_picture = forms.BooleanField(label=_("Remove picture"), required=False)

    class Meta:
        model = Team
        fields = ["name", "watermark_default", "storage_gb"]
        labels = {"name": _("Team name")}

    def __init__(self, *args: Any, person: int = 0, **kwargs: Any) -> None:
        """`person`: the id of the person who uploads a picture."""
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_picture(self) -> bytes | None:
        """The re-encoded picture, as it will be stored."""
        file: UploadedFile | None = self.cleaned_data["picture"]
        if not file:
            return None
        try:
            return avatar.normalize(file, size=file.size or 0, person=self.person)
        except avatar.UploadRejected as reason:
            raise ValidationError(str(reason)) from reason


class ReviewSettingsForm(forms.ModelForm):
    """The release gate and the number of approvals."""

    class Meta:
        model = Team
        fields = ["approvals", "release_gate", "visible_label"]
        labels = {"approvals": _("Review before release")}

    def clean_release_gate(self) -> bool:
        """The gate needs a review, else no image is ever approved. Fields are cleaned in order, `approvals` first."""
        is_on: bool = self.cleaned_data["release_gate"]
        if is_on and not self.cleaned_data.get("approvals"):
            raise ValidationError(
                _("Without a review no image is ever approved. Choose one or two approvals.")
            )
        return is_on


class RoleForm(forms.Form):
    """The role of a member."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.DESIGNER)


class InviteForm(RoleForm):
    """Invites an email address to a team with a role."""

    email = forms.EmailField(label=_("Email address"), max_length=254)

    def __init__(self, *args: Any, into: Team | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.into = into
        if into and into.needs_lead:
            self.initial.setdefault("role", Role.LEAD)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> None:
        super().clean()
        team, email = self.cleaned_data.get("team", self.into), self.cleaned_data.get("email")
        if email and Membership.objects.filter(team=team, user__email=email).exists():
            self.add_error("email", _("This person is already in the team."))


class InviteAnywhereForm(InviteForm):
    """For administrators: also selects the team."""

    team = forms.ModelChoiceField(
        label=_("Team"), queryset=Team.objects.active().order_by("name"), empty_label=None
    )


class JoinForm(forms.Form):
    """Name and password of a new person; the email address is the invitation's."""

    name = forms.CharField(label=_("Name"), max_length=80)
    password = forms.CharField(
        label=_("Password"), help_text=_("At least 10 characters."), widget=forms.PasswordInput, strip=False
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, User(email=self.invitation.email, name=self.cleaned_data.get("name", "")))
        return password
