"""The map of the gallery and of single images."""

from django.urls import path

from studio.gallery.views import comments, gallery, image

urlpatterns = [
    path("gallery/", gallery.gallery, name="gallery"),
    path("images/<int:pk>/", image.image, name="image"),
    path("images/<int:pk>/comments/", comments.comments, name="comments"),
    path("comments/<int:pk>/", comments.comment, name="comment"),
    path("comments/<int:pk>/remove/", comments.comment_remove, name="comment_remove"),
    path("images/<int:pk>/<str:variant>", image.image_file, name="image_file"),
]
