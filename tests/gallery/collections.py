"""Querysets and image ids for the tests of collections."""

from django.http import QueryDict

from studio.gallery.search.pagination import page_of
from studio.gallery.search.query import ImageQuery
from studio.generations.models import Image


def queryset_of(images):
    return Image.objects.filter(pk__in=[image.pk for image in images])


def image_ids_in(collection, viewer, **query):
    """The ids of the collection's images in the order of the page."""
    params = QueryDict(mutable=True)
    params.update({"collection": str(collection.pk), **query})
    image_query = ImageQuery.within(collection.team, params, viewer=viewer)
    return [image.pk for image in page_of(image_query.images(), sort=image_query.sort).rows]
