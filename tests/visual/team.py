"""A team at work, for the screenshots. A process with the studio's settings writes it: `manage.py shell`."""

import time
import uuid

from studio.accounts.models import Membership, Role, Team, User
from studio.budgets.limits import set_budget
from studio.gallery.comments import comments
from studio.gallery.curation.hiding import hide
from studio.gallery.curation.sharing import share
from studio.gallery.curation.trash import move_to_trash
from studio.generations.models import Generation, Image
from studio.generations.models.image import ImageQuerySet
from studio.policies.rules.actions import create_rule
from studio.review.flags.flagging import change_flags
from studio.review.models import ReviewVerb
from studio.review.release.releasing import release
from studio.review.workflow.decisions import Decision, decide
from studio.review.workflow.submitting import submit
from tests.fixtures import create_member, create_run
from tests.generations.budget_request_helpers import create_budget_request

PROMPTS = (
    ("雨夜的城市街道，背对镜头的人撑一把红伞，满月悬在高楼之间。9:16 竖版手机海报。", "1440x2560"),
    ("Koi and lotus pond from above, flat inks, soft grain, no text", "2048x2048"),
    ("Aurora above a lake, long exposure, deep blues, 3:2, no text", "2496x1664"),
    ("Riso poster for a summer fair, three inks, bold shapes", "1664x2496"),
    ("Desert dunes at first light, one long ridge, warm haze", "2560x1440"),
    ("Ink-wash mountains, wide river, a small boat", "3024x1296"),
)
"""Prompt and size, in turn by Tomas and Noor."""
MILLION = 1_000_000  # micros
TIMEOUT = 120.0  # seconds


def create_team() -> None:
    """Creates the team of the only user, the administrator, with members, images and everything that reviewers,
    leads and administrators decide on."""
    alice = User.objects.get()
    User.objects.filter(pk=alice.pk).update(name="Alice")  # to be mentioned
    team = Team.objects.create(name="Brand Studio", slug="brand-studio", approvals=1)
    Membership.objects.create(team=team, user=alice, role=Role.LEAD)
    tomas, noor = (create_member(name, team, Role.DESIGNER) for name in ("Tomas", "Noor"))
    images = _create_images(team, tomas, noor)
    _review(images, alice)
    _share_and_comment(team, alice, by=tomas)
    _administer(team, images, alice)
    # The budgets come last: the request needs one that is too small.
    set_budget(team, 60 * MILLION)
    set_budget(noor, 3 * MILLION // 2)
    create_budget_request(noor, team, prompt="Four posters for the autumn fair")


def _create_images(team: Team, *authors: User) -> list[Image]:
    """One image of each prompt, in their order, stored."""
    runs = [
        create_run(authors[n % len(authors)], team=team, prompt=prompt, size=size).pk
        for n, (prompt, size) in enumerate(PROMPTS)
    ]
    deadline = time.monotonic() + TIMEOUT
    while Generation.objects.unfinished().filter(pk__in=runs).exists():
        if time.monotonic() > deadline:
            raise TimeoutError("The runs of the team do not end.")
        time.sleep(0.2)
    return list(Image.objects.stored().filter(generation__in=runs).order_by("pk"))


def _review(images: list[Image], alice: User) -> None:
    """Submits all; one is rejected and submitted again, one approved and released, one rejected, one flagged."""
    again, released, rejected, flagged, *_waiting = images
    for image in images:
        submit(_rows(image), by=image.owner, note="For the launch page." if image == again else "")
    reject = Decision(verb=ReviewVerb.REJECT, reason="text", note="The sign is not readable.")
    for image in (again, rejected):
        decide(_rows(image), reject, by=alice)
    submit(_rows(again), by=again.owner, note="The sign is larger now.")
    decide(_rows(released), Decision(verb=ReviewVerb.APPROVE), by=alice)
    released.refresh_from_db()
    release(released, by=alice).file.close()
    change_flags(_rows(flagged), Decision(verb=ReviewVerb.FLAG, reason="brand"), by=alice)


def _share_and_comment(team: Team, alice: User, *, by: User) -> None:
    image = Image.objects.stored().filter(owner=alice).latest("pk")
    share([image.pk], team, by=alice)
    image.refresh_from_db()
    comments.add(image, text="@Alice Lovely light. Could the pool be wider?", submission=uuid.uuid4(), by=by)


def _administer(team: Team, images: list[Image], alice: User) -> None:
    rule = {"name": "Competitors", "kind": "words", "text": "Acme, Globex", "effect": "block"}
    create_rule({**rule, "message": "Name no other brand."}, team=None, by=alice)
    hide(_rows(images[-1]), reason="The client withdrew it.", by=alice)
    move_to_trash(_rows(Image.objects.stored().filter(owner=alice).earliest("pk")), by=alice)


def _rows(image: Image) -> ImageQuerySet:
    return Image.objects.filter(pk=image.pk)
