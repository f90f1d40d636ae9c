"""Signed links to images that need no session, valid for as long as the provider's links."""

from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from studio.generations.models import Image
from studio.provider.limits import LINK_LIFE

_signer = Signer(salt="studio.api.links", sep=".")


class LinkInvalid(Exception):
    """The link is not validly signed or has expired; the message says which."""


def path_of(image: Image) -> str:
    """The path of a stored image's link. It is the same for the same image, so that a response can be repeated."""
    return reverse("api_link", args=[_signer.sign(f"{image.pk}.{_expiry(image)}")])


def read_link(token: str) -> int:
    """The image of a link. Raises LinkInvalid."""
    try:
        image, _dot, expires = _signer.unsign(token).partition(".")
    except BadSignature as error:
        raise LinkInvalid("The link is not valid. Copy all of it.") from error
    if int(expires) <= timezone.now().timestamp():
        raise LinkInvalid("The link has expired. Get the image from the gallery.")
    return int(image)


def origin_of(request: HttpRequest) -> str:
    """Scheme and host as the client addressed the studio; links start with it."""
    return f"{request.scheme}://{request.get_host()}"


def _expiry(image: Image) -> int:
    stored: datetime = image.stored_at or timezone.now()
    return int((stored + LINK_LIFE).timestamp())
