"""The map of the usage pages."""

from django.urls import path

from studio.usage.views import export, mismatches, usage

urlpatterns = [
    path("usage/", usage.usage, name="usage"),
    path("usage/export.<str:kind>", export.usage_export, name="usage_export"),
    path("usage/mismatches/", mismatches.usage_mismatches, name="usage_mismatches"),
    path("usage/mismatches/<int:pk>/close/", mismatches.usage_mismatch_close, name="usage_mismatch_close"),
]
