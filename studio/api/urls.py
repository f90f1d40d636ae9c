"""The map of the API, but for `/v1/images/generations`, which `generate.endpoint` serves before Django."""

from django.urls import path

from studio.api.views import links, models

urlpatterns = [
    path("v1/models", models.models, name="api_models"),
    path("v1/links/<str:token>.jpg", links.link, name="api_link"),
]
