"""What to do about a trouble that only an administrator can end, said to administrators and to everybody else."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from studio.accounts.models import User
from studio.provider.providers import KINDS

KEY_SETTINGS = {
    "modelverse": "MODELVERSE_API_KEY",
    "ark": "ARK_API_KEY",
    "byteplus": "BYTEPLUS_API_KEY",
}
IN_CONSOLE = ("key", "quota", "limit", "bill", "model")
"""What is done at the provider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """What the reader can do, with a link where there is a page for it."""

    text: str
    label: str = ""
    url: str = ""


def remedy_for(name: str, reader: User) -> Remedy:
    """The remedy that an advice names, for this reader; without text when it names none."""
    if not name:
        return Remedy(text="")
    if not reader.is_administrator:
        return Remedy(text=_requests()[name])
    console = KINDS[settings.PROVIDER].console_url
    if name in IN_CONSOLE and console:
        return Remedy(text=instruction(name), label=_("Open the provider's console"), url=console)
    failed = f"{reverse('admin:generations_generation_changelist')}?state__exact=failed"
    return Remedy(text=instruction(name), label=_("Failed runs"), url=failed)


def instruction(name: str) -> str:
    """What an administrator does."""
    setting = KEY_SETTINGS.get(settings.PROVIDER, "STUDIO_PROVIDER_URL")
    texts = {
        "key": _("Set a valid key in %(setting)s and restart the studio.") % {"setting": setting},
        "quota": _("Raise the account's quota at the provider."),
        "limit": _("Raise the account's spending limit at the provider."),
        "bill": _("Pay the provider's bill or top up the account."),
        "model": _("Enable the model for the account at the provider."),
        "address": _("Check the address in STUDIO_PROVIDER_URL and restart the studio."),
        "network": _("If it happens again, check STUDIO_PROVIDER_URL and the server's network."),
    }
    return texts[name]


def _requests() -> dict[str, str]:
    """What everybody else asks an administrator for."""
    return {
        "key": _("Ask an administrator to renew the provider key."),
        "quota": _("Ask an administrator to raise the provider quota."),
        "limit": _("Ask an administrator to raise the spending limit at the provider."),
        "bill": _("Ask an administrator to pay the provider's bill."),
        "model": _("Ask an administrator to enable the model at the provider."),
        "address": _("Ask an administrator to check the provider's address."),
        "network": _("If it happens again, ask an administrator to check the connection to the provider."),
    }
