"""Test call: sends a request that the provider must refuse, so that no image is generated or billed."""

from dataclasses import dataclass

from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from studio.accounts.models import User
from studio.accounts.permissions import denial_reason_administer, require
from studio.audit.actions import Action
from studio.audit.record import record
from studio.generations.status.remedies import instruction
from studio.provider import error_codes
from studio.provider.client import Client
from studio.provider.errors import ProviderError
from studio.provider.providers import KINDS
from studio.provider.requests import GenerationRequest

CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 15.0

INVALID_REQUEST = GenerationRequest(prompt="", size="1x1")
"""No prompt, and a size of one pixel: both are refused before any work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What the provider responded."""

    text: str
    status: str
    code: str = ""

    @property
    def icon(self) -> str:
        return {"ok": "ok", "warn": "warn"}.get(self.status, "alert")


def check_provider(*, by: User) -> CheckResult:
    """Calls the provider, and records the call in the audit log. Raises Forbidden."""
    require(denial_reason_administer(by))
    result = _result(async_to_sync(_call)())
    with transaction.atomic():
        record(Action.PROVIDER_CHECKED, actor=by, target_name=settings.PROVIDER, after={"code": result.code})
    return result


async def _call() -> ProviderError | None:
    """The provider's refusal; None when it accepted the call."""
    async with Client(
        KINDS[settings.PROVIDER],
        settings.PROVIDER_URL,
        settings.PROVIDER_KEY,
        overall=lambda _images: ANSWER_SECONDS,
        connect_timeout=CONNECT_SECONDS,
    ) as client:
        try:
            await client.generate(INVALID_REQUEST)
        except ProviderError as error:
            return error
    return None


def _result(error: ProviderError | None) -> CheckResult:
    if error is None:
        return CheckResult(text=_("The provider responded, but did not check the request."), status="warn")
    row = error_codes.find(error.code)
    if row.sign == "serves" and error.status is not None and error.status < 500:
        text = _("The provider responds and accepts the key. Nothing was made or billed.")
        return CheckResult(text=text, status="ok", code=error.code)
    action = instruction(row.action) if row.action else ""
    return CheckResult(text=f"{_text(row.sign, error)} {action}".strip(), status="danger", code=error.code)


def _text(sign: error_codes.Sign, error: ProviderError) -> str:
    if error.status is None:
        return _("The provider does not respond.")
    texts = {
        "key": _("The provider refuses the key."),
        "account": _("The provider refuses the account."),
        "busy": _("The provider is busy or has an error."),
    }
    return texts.get(sign, _("The provider gave an unexpected response."))
