"""The map of the gallery and of single images."""

from django.urls import path

from studio.gallery.views import archive, comments, gallery, image, sharing

urlpatterns = [
    path("gallery/", gallery.gallery, name="gallery"),
    path("gallery/count/", gallery.gallery_count, name="gallery_count"),
    path("images/<int:pk>/", image.image, name="image"),
    path("images/share/", sharing.images_share, name="images_share"),
    path("images/take-back/", sharing.images_take_back, name="images_take_back"),
    path("images/zip/", archive.images_zip, name="images_zip"),
    path("images/<int:pk>/reuse/", sharing.image_reuse, name="image_reuse"),
    path("images/<int:pk>/comments/", comments.comments, name="comments"),
    path("comments/<int:pk>/", comments.comment, name="comment"),
    path("comments/<int:pk>/remove/", comments.comment_remove, name="comment_remove"),
    path("images/<int:pk>/<str:variant>", image.image_file, name="image_file"),
]
