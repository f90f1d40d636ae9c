"""The map of the gallery and of single images."""

from django.urls import path

from studio.gallery.views import (
    archive,
    collecting,
    comments,
    curating,
    engine,
    gallery,
    image,
    saved,
    sharing,
    trash,
)

urlpatterns = [
    path("gallery/", gallery.gallery, name="gallery"),
    path("gallery/count/", gallery.gallery_count, name="gallery_count"),
    path("gallery/rail/", gallery.gallery_rail, name="gallery_rail"),
    path("gallery/months/", gallery.gallery_months, name="gallery_months"),
    path("images/<int:pk>/", image.image, name="image"),
    path("images/share/", sharing.images_share, name="images_share"),
    path("images/take-back/", sharing.images_take_back, name="images_take_back"),
    path("gallery/trash/", trash.trash, name="trash"),
    path("gallery/bulk/<int:pk>/", engine.bulk, name="bulk"),
    path("gallery/collections/", collecting.collections, name="collections"),
    path("gallery/collections/<int:pk>/", collecting.collection, name="collection"),
    path("gallery/collections/<int:pk>/order/", collecting.collection_order, name="collection_order"),
    path("gallery/searches/", saved.searches, name="searches"),
    path("gallery/searches/<int:pk>/", saved.search, name="search"),
    path("images/collect/", collecting.images_collect, name="images_collect"),
    path("images/tag/", curating.images_tag, name="images_tag"),
    path("images/favourite/", curating.images_favourite, name="images_favourite"),
    path("images/rate/", curating.images_rate, name="images_rate"),
    path("images/references/", curating.images_pick, name="images_pick"),
    path("images/trash/", trash.images_trash, name="images_trash"),
    path("images/dependants/", trash.images_dependants, name="images_dependants"),
    path("images/restore/", trash.images_restore, name="images_restore"),
    path("images/zip/", archive.images_zip, name="images_zip"),
    path("runs/<int:pk>/zip/", archive.run_zip, name="run_zip"),
    path("images/<int:pk>/reuse/", sharing.image_reuse, name="image_reuse"),
    path("images/<int:pk>/comments/", comments.comments, name="comments"),
    path("comments/<int:pk>/", comments.comment, name="comment"),
    path("comments/<int:pk>/remove/", comments.comment_remove, name="comment_remove"),
    path("images/<int:pk>/<str:variant>", image.image_file, name="image_file"),
]
