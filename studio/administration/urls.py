"""The map of the administration pages. People and teams have addresses of their own."""

from django.urls import path

from studio.administration.views import installation

urlpatterns = [
    path("administration/settings/", installation.installation, name="installation"),
]
