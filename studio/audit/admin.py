"""The trail in Django's admin: to look at."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from studio.audit.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    """Adding, changing and deleting are closed to everybody; the database would refuse the last two."""

    list_display = ["at", "actor_name", "action_label", "target_name", "address"]
    ordering = ["-at", "-id"]
    exclude = ["words"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
