"""Images that can be reviewed, and their submissions."""

from django.utils import timezone

from studio.generations.models import Image
from studio.review.flags.flagging import change_flags
from studio.review.models import ReviewVerb, Submission
from studio.review.workflow.decisions import Decision, decide
from studio.review.workflow.submitting import submit
from tests.fixtures import create_run


def create_image(team, *, by, **changes) -> Image:
    """A stored image without files."""
    run = create_run(by, team=team, **changes)
    run.images.update(
        state="stored", file=f"images/{run.pk}.jpg", thumbnail=f"images/{run.pk}.webp", sha256="0" * 64,
        width=2048, height=2048, pixels=2048**2, stored_at=timezone.now(),
    )  # fmt: skip
    return run.images.get()


def queryset_of(image: Image):
    return Image.objects.filter(pk=image.pk)


def submit_image(image: Image, *, by) -> Submission:
    submit(queryset_of(image), by=by)
    return Submission.objects.get(image=image)


def approve(image: Image, *, by, **more):
    return decide(queryset_of(image), Decision(verb=ReviewVerb.APPROVE), by=by, **more)


def reject(image: Image, *, by, reason="text", **notes):
    return decide(queryset_of(image), Decision(verb=ReviewVerb.REJECT, reason=reason, **notes), by=by)


def flag(image, *, by, reason="rights", **notes):
    return change_flags(queryset_of(image), Decision(verb=ReviewVerb.FLAG, reason=reason, **notes), by=by)


def state_of(image: Image) -> tuple[str, str]:
    """The state of the submission, and its copy on the image's row."""
    return Submission.objects.get(image=image).state, Image.objects.get(pk=image.pk).review
