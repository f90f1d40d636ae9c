"""Comments, ratings, tags and collections of images, and saved searches."""

from studio.gallery.models.bulk import BulkAction, BulkState, BulkVerb
from studio.gallery.models.collection import Collection, CollectionImage
from studio.gallery.models.comment import LONGEST, Comment
from studio.gallery.models.favourite import Favourite
from studio.gallery.models.rating import Rating
from studio.gallery.models.saved_search import SavedSearch
from studio.gallery.models.tag import ImageTag, Tag

__all__ = [
    "LONGEST",
    "BulkAction",
    "BulkState",
    "BulkVerb",
    "Collection",
    "CollectionImage",
    "Comment",
    "Favourite",
    "ImageTag",
    "Rating",
    "SavedSearch",
    "Tag",
]
