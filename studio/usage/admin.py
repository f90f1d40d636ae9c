"""Usage in Django's admin, read-only."""

from django.contrib import admin

from studio.infra.read_only_admin import ReadOnlyAdmin
from studio.usage.models import UsageDay, UsageMismatch, UsageRun


@admin.register(UsageDay)
class UsageDayAdmin(ReadOnlyAdmin):
    list_display = ["day", "owner", "team", "model", "billed", "failed", "tokens", "micros"]
    list_select_related = ["owner", "team"]
    ordering = ["-day", "-id"]
    show_full_result_count = False


@admin.register(UsageRun)
class UsageRunAdmin(ReadOnlyAdmin):
    list_display = ["run_id", "day", "owner", "team", "model", "billed", "failed", "tokens", "micros"]
    list_select_related = ["owner", "team"]
    ordering = ["-run_id"]
    show_full_result_count = False


@admin.register(UsageMismatch)
class UsageMismatchAdmin(ReadOnlyAdmin):
    list_display = ["run", "images", "provider_images", "tokens", "provider_tokens", "closed_at", "note"]
    list_select_related = ["run"]
    ordering = ["-id"]
