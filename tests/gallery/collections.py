"""What the tests of collections look at."""

from django.http import QueryDict

from studio.gallery.search.pagination import page_of
from studio.gallery.search.query import ImageQuery
from studio.generations.models import Image


def those(images):
    return Image.objects.filter(pk__in=[one.pk for one in images])


def inside(collection, viewer, **query):
    """The ids of the images in the order of the page."""
    asked = QueryDict(mutable=True)
    asked.update({"collection": str(collection.pk), **query})
    image_query = ImageQuery.within(collection.team, asked, viewer=viewer)
    return [one.pk for one in page_of(image_query.images(), sort=image_query.sort).rows]
