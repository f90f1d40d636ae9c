"""Forms of the administration pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studio.policies.installation import default_settings
from studio.policies.models import InputRule, InstallationSettings
from studio.policies.rules.actions import FIELDS
from studio.policies.rules.matching import check_rule
from studio.policies.rules.patterns import InvalidRule

SECTIONS = {
    "trash_days": "images",
    "team_storage_gb": "images",
    "unused_references": "references",
    "unused_references_mb": "references",
    "audit_days": "audit",
}


class SettingsForm(forms.ModelForm):
    """Edits the installation settings; an empty field means the default."""

    class Meta:
        model = InstallationSettings
        fields = list(SECTIONS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hints, defaults = _hints(), default_settings()
        for name, field in self.fields.items():
            field.help_text = hints[name]
            field.widget.attrs["placeholder"] = getattr(defaults, name)

    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings."""
        headings = {
            "images": _("Images"),
            "references": _("References"),
            "audit": _("Audit log"),
        }
        return [
            (heading, [self[name] for name, section in SECTIONS.items() if section == key])
            for key, heading in headings.items()
        ]


def _hints() -> dict[str, str]:
    """Help texts by field."""
    return {
        "trash_days": _("After this, images in the trash are permanently deleted."),
        "team_storage_gb": _("A full team starts no new runs. Each team can have its own limit. 0 means no limit."),
        "unused_references": _("References that no run and no draft uses. 0 means no limit."),
        "unused_references_mb": _("0 means no limit."),
        "audit_days": _("After this, entries are permanently deleted. The minimum is 365 days."),
    }  # fmt: skip


class RuleForm(forms.ModelForm):
    """Edits an input rule; an invalid text is refused with the reason."""

    class Meta:
        model = InputRule
        fields = list(FIELDS)
        labels = {
            "name": gettext_lazy("Rule name"),
            "message": gettext_lazy("Message to the author of the prompt"),
        }
        widgets = {"text": forms.Textarea}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") and data.get("text"):
            try:
                check_rule(data["kind"], data["text"])
            except InvalidRule as reason:
                self.add_error("text", str(reason))
        return data
