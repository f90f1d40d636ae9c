"""The form for webhooks."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studio.provider.download import ssrf
from studio.provider.download.links import ResultError, public_target
from studio.webhooks.models import Endpoint, EventType
from studio.webhooks.models.endpoint import URL_LENGTH


class EndpointForm(forms.Form):
    """The URL and the events. Whether its host name resolves to a private address is checked at each attempt."""

    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=URL_LENGTH,
        widget=forms.TextInput(attrs={"placeholder": "https://example.com/webhooks"}),
        error_messages={"required": gettext_lazy("Enter the address that events are sent to.")},
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("Events"),
        choices=EventType.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one event.")},
    )

    def __init__(self, data: Any = None, *, endpoint: Endpoint | None = None) -> None:
        values = (
            {"url": endpoint.url, "events": endpoint.events} if endpoint else {"events": EventType.values}
        )
        super().__init__(data, initial=values)

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            link = public_target(url, loopback=settings.WEBHOOK_LOOPBACK)
        except ResultError as error:
            raise forms.ValidationError(_address_error(error.code)) from None
        address = ssrf.parse(link.url.host)
        if address and not link.allowed(address):
            raise forms.ValidationError(_("This is a private address. The studio only sends to public ones."))
        return url


def _address_error(code: str) -> str:
    if code == "not_https":
        return _("The address must start with https://.")
    return _("This is not a valid address. Enter one such as https://example.com/webhooks.")
