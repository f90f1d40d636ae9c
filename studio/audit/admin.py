"""The audit trail in Django's admin, read-only: the database refuses changes anyway."""

from django.contrib import admin

from studio.audit.models import AuditEntry
from studio.infra.read_only_admin import ReadOnlyAdmin


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ["at", "actor_name", "action_label", "target_name", "address"]
    ordering = ["-at", "-id"]
    exclude = ["search_vector"]
    show_full_result_count = False
