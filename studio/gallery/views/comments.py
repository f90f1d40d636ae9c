"""The comments of an image: list, add, delete."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from studio.accounts.permissions import denial_reason_comment, require
from studio.accounts.request_utils import SignedIn, is_htmx
from studio.gallery.comments import comments as actions
from studio.gallery.comments.discussion import discussion
from studio.gallery.comments.forms import CommentForm
from studio.gallery.models import Comment
from studio.gallery.views.image import get_visible_image, image_page
from studio.generations.models import Image


@never_cache
@require_http_methods(["GET", "POST"])
def comments(request: SignedIn, pk: int) -> HttpResponse:
    """The comments of an image, as a part of its page. POST adds one: `text`, and a `submission` id, which makes one
    comment however often it is sent; 422 with the errors."""
    image = get_visible_image(request, pk)
    if request.method == "GET":
        if not is_htmx(request):
            return _to(image)
        return render(request, "gallery/comment_list.html", discussion(image, request.user))
    require(denial_reason_comment(request.user, image))
    form = CommentForm(request.POST)
    if form.is_valid():
        actions.add(image, **form.cleaned_data, by=request.user)
        return _section(request, image) if is_htmx(request) else _to(image)
    if is_htmx(request):
        return _section(request, image, form)
    return image_page(request, image, comment_form=form)


def _section(request: SignedIn, image: Image, form: CommentForm | None = None) -> HttpResponse:
    context = discussion(image, request.user, form)
    return render(request, "gallery/comments.html", context, status=422 if form else 200)


def _to(image: Image) -> HttpResponse:
    return redirect(f"{image.get_absolute_url()}#comments")


@never_cache
@require_GET
def comment(request: SignedIn, pk: int) -> HttpResponse:
    """Redirects to the comment on its image's page."""
    found = get_object_or_404(Comment.objects.visible_to(request.user).select_related("image"), pk=pk)
    return redirect(f"{found.image.get_absolute_url()}#comment-{found.pk}")


@require_POST
def comment_delete(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(Comment.objects.visible_to(request.user), pk=pk)
    actions.remove(found, by=request.user)
    image = get_visible_image(request, found.image_id)
    if is_htmx(request):
        return render(request, "gallery/comment_list.html", discussion(image, request.user))
    return _to(image)
