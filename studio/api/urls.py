"""URLs of the API, except `/v1/images/generations`, which `generate.endpoint` serves before Django."""

from django.urls import path

from studio.api.reading import images, runs, usage
from studio.api.views import links, models, openapi

urlpatterns = [
    path("v1/images", images.image_list, name="api_images"),
    path("v1/images/<int:pk>", images.image, name="api_image"),
    path("v1/images/<int:pk>/file", images.image_file, name="api_image_file"),
    path("v1/runs/<int:pk>", runs.run, name="api_run"),
    path("v1/usage", usage.usage, name="api_usage"),
    path("v1/openapi.json", openapi.openapi, name="api_openapi"),
    path("v1/models", models.models, name="api_models"),
    path("v1/links/<str:token>.jpg", links.link, name="api_link"),
]
