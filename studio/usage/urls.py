"""URLs of the usage pages."""

from django.urls import path

from studio.usage.views import export, mismatches, month, recovery, usage

urlpatterns = [
    path("usage/", usage.usage, name="usage"),
    path("usage/month/", month.usage_month, name="usage_month"),
    path("usage/export.<str:kind>", export.usage_export, name="usage_export"),
    path("usage/mismatches/", mismatches.usage_mismatches, name="usage_mismatches"),
    path("usage/mismatches/<int:pk>/close/", mismatches.usage_mismatch_close, name="usage_mismatch_close"),
    path("usage/recovery/", recovery.recovery, name="recovery"),
    path("usage/recovery/runs/<int:pk>/outcome/", recovery.recovery_outcome, name="recovery_outcome"),
    path("usage/recovery/images/<int:pk>/fetch/", recovery.recovery_fetch, name="recovery_fetch"),
    path("usage/recovery/images/<int:pk>/give-up/", recovery.recovery_give_up, name="recovery_give_up"),
]
