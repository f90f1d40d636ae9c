"""The ledger in Django's admin: to look at, never to edit."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from studio.generations.models import Generation, Image, ProviderPause, Reference, Upload


class ReadOnlyAdmin(admin.ModelAdmin):
    """Shows rows; adding, changing and deleting are closed, whatever the person's rights."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyInline(admin.TabularInline):
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


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
class GenerationAdmin(ReadOnlyAdmin):
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
        """What its card says: an ended call whose images are not here yet is still saving."""
        return run.state_label


@admin.register(Image)
class ImageAdmin(ReadOnlyAdmin):
    list_display = ["pk", "generation", "index", "state", "announced_size", "bytes", "fetch_error"]
    list_filter = ["state"]
    search_fields = ["=id", "owner__email", "sha256"]
    list_select_related = ["generation"]
    show_full_result_count = False
    # The link is the key to the picture for a day: nobody needs to see it.
    exclude = ["link"]


@admin.register(Upload)
class UploadAdmin(ReadOnlyAdmin):
    list_display = ["pk", "owner", "name", "media_type", "width", "height", "bytes", "created"]
    search_fields = ["owner__email", "name"]


@admin.register(ProviderPause)
class ProviderPauseAdmin(ReadOnlyAdmin):
    list_display = ["provider", "until", "code"]
