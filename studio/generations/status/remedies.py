"""How to fix a problem that only an administrator can fix, for administrators and for everybody else."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from studio.accounts.models import User
from studio.provider.error_codes import AdminAction
from studio.provider.providers import KINDS

KEY_SETTINGS = {
    "modelverse": "MODELVERSE_API_KEY",
    "ark": "ARK_API_KEY",
    "byteplus": "BYTEPLUS_API_KEY",
}
IN_CONSOLE = (AdminAction.KEY, AdminAction.QUOTA, AdminAction.LIMIT, AdminAction.BILL, AdminAction.MODEL)
"""Actions at the provider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """What the reader can do, with a link if there is a page for it."""

    text: str
    label: str = ""
    url: str = ""


def remedy_for(action: AdminAction | None, reader: User) -> Remedy:
    """What this reader can do when an administrator must act; without text when nobody has to."""
    if action is None:
        return Remedy(text="")
    if not reader.is_administrator:
        return Remedy(text=requests()[action])
    console = KINDS[settings.PROVIDER].console_url
    if action in IN_CONSOLE and console:
        return Remedy(text=instruction(action), label=_("Open the provider's console"), url=console)
    failed = f"{reverse('admin:generations_generation_changelist')}?state__exact=failed"
    return Remedy(text=instruction(action), label=_("Failed runs"), url=failed)


def instruction(action: AdminAction) -> str:
    """The instruction for an administrator."""
    setting = KEY_SETTINGS.get(settings.PROVIDER, "STUDIO_PROVIDER_URL")
    texts = {
        AdminAction.KEY: _("Set a valid key in %(setting)s and restart the studio.") % {"setting": setting},
        AdminAction.QUOTA: _("Raise the account's quota at the provider."),
        AdminAction.LIMIT: _("Raise the account's spending limit at the provider."),
        AdminAction.BILL: _("Pay the provider's bill or top up the account."),
        AdminAction.MODEL: _("Enable the model for the account at the provider."),
        AdminAction.ADDRESS: _("Check the address in STUDIO_PROVIDER_URL and restart the studio."),
        AdminAction.NETWORK: _("If it happens again, check STUDIO_PROVIDER_URL and the server's network."),
    }
    return texts[action]


def requests() -> dict[AdminAction, str]:
    """The sentences for everybody else, who has to ask an administrator."""
    return {
        AdminAction.KEY: _("Ask an administrator to renew the provider key."),
        AdminAction.QUOTA: _("Ask an administrator to raise the provider quota."),
        AdminAction.LIMIT: _("Ask an administrator to raise the spending limit at the provider."),
        AdminAction.BILL: _("Ask an administrator to pay the provider's bill."),
        AdminAction.MODEL: _("Ask an administrator to enable the model at the provider."),
        AdminAction.ADDRESS: _("Ask an administrator to check the provider's address."),
        AdminAction.NETWORK: _(
            "If it happens again, ask an administrator to check the connection to the provider."
        ),
    }
