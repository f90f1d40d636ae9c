"""The forms of comments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from studio.gallery.models import LONGEST


class OneLineEnd(forms.CharField):
    """Text whose line ends count as one character, as they do in the browser."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class CommentForm(forms.Form):
    text = OneLineEnd(max_length=LONGEST, error_messages={"required": _("Write a comment first.")})
    submission = forms.UUIDField()
