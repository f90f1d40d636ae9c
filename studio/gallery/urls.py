"""The URLs of the gallery and of single images."""

from django.urls import path

from studio.gallery.views import (
    bulk,
    comments,
    export,
    image,
)
from studio.gallery.views.curation import (
    collections,
    hiding,
    image_actions,
    sharing,
    trash,
)
from studio.gallery.views.search import (
    gallery,
    new_images,
    picker,
    saved_searches,
)

urlpatterns = [
    path("gallery/", gallery.gallery, name="gallery"),
    path("gallery/count/", gallery.gallery_count, name="gallery_count"),
    path("gallery/rail/", gallery.gallery_rail, name="gallery_rail"),
    path("gallery/months/", gallery.gallery_months, name="gallery_months"),
    path("gallery/new/", new_images.gallery_new, name="gallery_new"),
    path("images/<int:pk>/", image.image, name="image"),
    path("images/<int:pk>/hide/", hiding.image_hide, name="image_hide"),
    path("images/<int:pk>/unhide/", hiding.image_unhide, name="image_unhide"),
    path("images/share/", sharing.images_share, name="images_share"),
    path("images/unshare/", sharing.images_unshare, name="images_unshare"),
    path("gallery/trash/", trash.trash, name="trash"),
    path("gallery/bulk/<int:pk>/", bulk.bulk, name="bulk"),
    path("gallery/collections/", collections.collections, name="collections"),
    path("gallery/collections/<int:pk>/", collections.collection, name="collection"),
    path("gallery/collections/<int:pk>/order/", collections.collection_order, name="collection_order"),
    path("gallery/searches/", saved_searches.searches, name="searches"),
    path("gallery/searches/<int:pk>/", saved_searches.search, name="search"),
    path("images/collect/", collections.images_collect, name="images_collect"),
    path("images/tag/", image_actions.images_tag, name="images_tag"),
    path("images/favourite/", image_actions.images_favourite, name="images_favourite"),
    path("images/rate/", image_actions.images_rate, name="images_rate"),
    path("images/references/", image_actions.images_use_as_references, name="images_use_as_references"),
    path("images/trash/", trash.images_trash, name="images_trash"),
    path("images/dependants/", trash.images_dependants, name="images_dependants"),
    path("images/restore/", trash.images_restore, name="images_restore"),
    path("images/zip/", export.images_zip, name="images_zip"),
    path("runs/<int:pk>/zip/", export.run_zip, name="run_zip"),
    path("references/picker/", picker.picker, name="picker"),
    path("images/<int:pk>/reuse/", sharing.image_reuse, name="image_reuse"),
    path("images/<int:pk>/comments/", comments.comments, name="comments"),
    path("comments/<int:pk>/", comments.comment, name="comment"),
    path("comments/<int:pk>/delete/", comments.comment_delete, name="comment_delete"),
    path("images/<int:pk>/<str:variant>", image.image_file, name="image_file"),
]
