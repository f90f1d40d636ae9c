"""`GET /v1/images`, `/v1/images/{id}` and its file."""

from django.conf import settings
from django.db.models import Prefetch
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from studio.accounts.models import AccessKey
from studio.accounts.permissions import denial_reason_download
from studio.api.reading.endpoint import endpoint
from studio.api.reading.key_scope import gallery_of, images_of, not_found, tags_of
from studio.api.reading.queries import ImageParameters, read
from studio.api.reading.schemas import ImageList, ImageOut, Person, TagOut
from studio.gallery.search.pagination import ORDERS
from studio.gallery.search.query import ImageQuery
from studio.generations.media.serving import serve
from studio.generations.models import Image
from studio.generations.models.image import ImageQuerySet
from studio.generations.states import ReviewState
from studio.infra.keyset_pagination import Page
from studio.provider.server.errors import Refusal, invalid


@endpoint
def image_list(request: HttpRequest, key: AccessKey) -> ImageList:
    """The images of a gallery, with its filters."""
    page = find_images(key, read(request.GET, ImageParameters))
    return ImageList(data=[image_out(image) for image in page.rows], next=page.before)


@endpoint
def image(request: HttpRequest, key: AccessKey, pk: int) -> ImageOut:
    return image_out(get_image(key, pk))


@endpoint
def image_file(request: HttpRequest, key: AccessKey, pk: int) -> HttpResponseBase:
    """The unmodified original, unless its team allows downloads only after a release."""
    found = get_image(key, pk)
    needs_review = found.generation.needs_review
    if reason := denial_reason_download(key.owner, found.team, needs_review=needs_review):
        raise Refusal(403, "AccessDenied", reason)
    Image.objects.filter(pk=found.pk).mark_downloaded()
    name = found.download_name
    return serve(request, found.file, media_type="image/jpeg", etag=found.sha256, download_as=name)


def find_images(key: AccessKey, asked: ImageParameters) -> Page[Image]:
    """A page of a gallery, `with_visible_tags`. Raises Refusal."""
    query = ImageQuery.within(gallery_of(key, asked.team), asked.filters(), viewer=key.owner)
    order = ORDERS[query.sort]
    if asked.after and not order.can_read(asked.after):
        raise invalid("after", "send `next` of the page before, with the same `sort`")
    images = with_visible_tags(query.images(), key).select_related("generation", "owner", "team")
    return order.page(images, before=asked.after, size=asked.limit)


def get_image(key: AccessKey, pk: int) -> Image:
    """An image that the key may read, `with_visible_tags`. Raises Refusal."""
    found = with_visible_tags(images_of(key), key).filter(pk=pk).first()
    if found is None:
        raise not_found("image")
    return found


def with_visible_tags(images: ImageQuerySet, key: AccessKey) -> ImageQuerySet:
    return images.prefetch_related(Prefetch("tags", tags_of(key)))


def image_out(image: Image) -> ImageOut:
    """Describes an image loaded `with_visible_tags`."""
    run = image.generation
    assert image.stored_at  # guaranteed by a database constraint for every stored image
    return ImageOut(
        id=image.pk, run=image.generation_id, index=image.index, created_at=image.stored_at,
        owner=Person(id=image.owner_id, name=str(image.owner)), team=image.team.slug if image.team else None,
        access_key=run.key_name or None, prompt=run.prompt, model=run.model, size=str(image.size), bytes=image.bytes,
        sha256=image.sha256, rating=image.rating or None, review=ReviewState(image.review) if image.review else None,
        tags=[TagOut(id=tag.pk, name=tag.name) for tag in image.tags.all()],
        url=settings.PUBLIC_URL + image.get_absolute_url(),
        file=settings.PUBLIC_URL + reverse("api_image_file", args=[image.pk]),
    )  # fmt: skip
