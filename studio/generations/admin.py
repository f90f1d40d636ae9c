"""The ledger in Django's admin, read-only."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from studio.accounts.request_utils import SignedIn
from studio.audit.actions import Action
from studio.audit.record import record
from studio.generations.models import Generation, Image, ProviderPause, Reference, Upload
from studio.infra.read_only_admin import ReadOnlyAdmin, ReadOnlyInline


@transaction.atomic
def _record_view(request: SignedIn, row: Generation | Image | Upload) -> None:
    """Records the row by its number: a run's `__str__` contains words of its prompt."""
    facts = {"owner": str(row.owner)}
    record(Action.PRIVATE_VIEWED, actor=request.user, target=row, target_name=f"#{row.pk}", after=facts)


class LedgerAdmin(ReadOnlyAdmin):
    """Records each view of another person's private row."""

    def change_view(
        self,
        request: SignedIn,  # type: ignore[override]  # the site lets nobody else in
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if row and getattr(row, "team_id", None) is None and row.owner_id != request.user.pk:
            _record_view(request, row)
        return super().change_view(request, object_id, form_url, extra_context)


class ImageInline(ReadOnlyInline):
    model = Image
    fk_name = "generation"
    fields = (
        "index", "state", "announced_size", "width", "height", "bytes", "error_code",
        "fetch_error", "fetch_attempts", "fetch_after",
    )  # fmt: skip
    readonly_fields = fields


class ReferenceInline(ReadOnlyInline):
    model = Reference
    fields = ("position", "upload", "url")
    readonly_fields = fields


@admin.register(Generation)
class GenerationAdmin(LedgerAdmin):
    list_display = [
        "pk",
        "owner",
        "team",
        "status",
        "size",
        "max_images",
        "tokens",
        "usage_tokens",
        "created",
    ]
    list_filter = ["state", "provider", "day"]
    search_fields = ["=id", "owner__email", "prompt", "request_id"]
    list_select_related = ["owner", "team"]
    readonly_fields = ["status"]
    show_full_result_count = False
    inlines = [ImageInline, ReferenceInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Generation]:
        return super().get_queryset(request).prefetch_related("images")

    @admin.display(description=_("status"), ordering="state")
    def status(self, run: Generation) -> str:
        """The same label as on the card: “Saving” while an ended call's images are still downloaded."""
        return run.state_label


@admin.register(Image)
class ImageAdmin(LedgerAdmin):
    list_display = ["pk", "generation", "index", "state", "announced_size", "bytes", "fetch_error"]
    list_filter = ["state"]
    search_fields = ["=id", "owner__email", "sha256"]
    list_select_related = ["generation"]
    show_full_result_count = False
    # Anybody with the link can download the image for a day, so it is not shown.
    exclude = ["link"]


@admin.register(Upload)
class UploadAdmin(LedgerAdmin):
    list_display = ["pk", "owner", "name", "media_type", "width", "height", "bytes", "created"]
    search_fields = ["owner__email", "name"]


@admin.register(ProviderPause)
class ProviderPauseAdmin(ReadOnlyAdmin):
    list_display = ["provider", "until", "code"]
