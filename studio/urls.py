"""The map of the whole site. Every page is closed unless it says otherwise."""

from django.contrib import admin
from django.urls import include, path

from studio.accounts.views import first_administrator
from studio.engine.probes import healthz, readyz

urlpatterns = [
    path("", include("studio.generations.urls")),
    path("", include("studio.gallery.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/language/", include("studio.accounts.urls")),
    path("setup/<str:token>/", first_administrator, name="setup"),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
