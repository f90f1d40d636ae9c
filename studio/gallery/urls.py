"""The map of the gallery and of single images."""

from django.urls import path

from studio.gallery import views

urlpatterns = [
    path("gallery/", views.gallery, name="gallery"),
    path("images/<int:pk>/", views.image, name="image"),
    path("images/<int:pk>/<str:variant>", views.image_file, name="image_file"),
]
