"""Forms of the administration pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from studio.policies.installation import default_settings
from studio.policies.models import InstallationSettings

SECTIONS = {
    "trash_days": "images",
    "team_storage_gb": "images",
    "unused_references": "references",
    "unused_references_mb": "references",
    "audit_days": "audit",
}


class SettingsForm(forms.ModelForm):
    """Every setting of the studio; an empty field is the default."""

    class Meta:
        model = InstallationSettings
        fields = list(SECTIONS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hints = _hints()
        for name, field in self.fields.items():
            field.help_text = hints[name]

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
    """What each setting does, and what an empty field stands for."""
    default = default_settings()
    effects = {
        "trash_days": _("After this, images in the trash are permanently deleted."),
        "team_storage_gb": _("A full team starts no new runs. Each team can have its own limit. 0 means no limit."),
        "unused_references": _("References that no run and no draft uses. 0 means no limit."),
        "unused_references_mb": _("0 means no limit."),
        "audit_days": _("After this, entries are permanently deleted. The minimum is 365 days."),
    }  # fmt: skip
    empty = _("Leave empty for the default: %(value)s.")
    return {name: f"{effect} {empty % {'value': getattr(default, name)}}" for name, effect in effects.items()}
