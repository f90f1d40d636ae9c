"""URLs of the whole site. Every page requires sign-in unless it is marked otherwise."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from studio.accounts.urls import account_patterns
from studio.accounts.views.account import first_administrator
from studio.api.views.docs import api_docs
from studio.generations.views.account_deletion import account_delete
from studio.generations.views.styleguide import styleguide
from studio.infra.server import offline
from studio.infra.server.health import healthz, readyz

urlpatterns = [
    path("", include("studio.generations.urls")),
    path("", include("studio.gallery.urls")),
    path("", include("studio.review.urls")),
    path("", include("studio.usage.urls")),
    path("", include("studio.webhooks.urls")),
    path("", include("studio.accounts.urls")),
    path("", include("studio.administration.urls")),
    path("", include("studio.api.urls")),
    path("docs/api/", api_docs, name="api_docs"),
    # The studio's URLs come first: some replace allauth's of the same name.
    path("account/delete/", account_delete, name="account_delete"),
    path("account/", include(account_patterns)),
    path("account/sessions/", include("allauth.usersessions.urls")),
    path("account/", include("allauth.account.urls")),
    path("setup/<str:token>/", first_administrator, name="setup"),
    path("offline/", offline.page, name="offline"),
    path("sw.js", offline.service_worker, name="service_worker"),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]

handler400 = "studio.accounts.views.error_pages.bad_request"

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))
