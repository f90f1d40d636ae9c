"""Sample runs, images and references in every state, for the style guide. They are never saved."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.db.models import Model
from django.templatetags.static import static
from django.utils import timezone

from studio.accounts.models import User
from studio.generations.models import Generation, Image
from studio.generations.states import RunState, SlotState
from studio.provider.sizes import Size

FIRST = 900_000_001
"""The first id of samples, which no real row will reach."""
PAINTINGS = ("dawn", "dunes", "jade", "noon", "night", "still", "vase", "silk", "lake")
PROMPT = "A celadon vase with one branch of plum blossom on a warm plaster ledge, window light from the left."
REFUSED = {
    "error_code": "InputTextSensitiveContentDetected",
    "error_message": "The input text may be sensitive.",
}
WAITING, STORED, FAILED = SlotState.WAITING, SlotState.STORED, SlotState.FAILED


class SampleRow:
    """A row for templates, with attributes that would otherwise need the database or files."""

    def __init__(self, row: Model, **facts: Any) -> None:
        self.__dict__.update(facts, row=row)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


def run(user: User, state: RunState, *slots: SlotState, **facts: Any) -> SampleRow:
    """A run whose images are in these states; `facts` are fields, and the position in the queue."""
    now = timezone.now()
    given = {
        "prompt": PROMPT, "size": "2496x1664", "watermark": True, "price": 180_000, "currency": "CNY",
        "max_images": len(slots) if len(slots) > 1 else None, "created": now - timedelta(seconds=42),
        "finished_at": None if state in (RunState.QUEUED, RunState.STREAMING) else now,
    }  # fmt: skip
    place = facts.pop("queue_place", None)
    number = FIRST + facts.pop("n")
    row = Generation(pk=number, owner=user, state=state, **given | facts)
    row.tokens = sum(Size.parse(row.size).pixels // 256 for slot in slots if slot == STORED)
    following = slots.index(WAITING) if WAITING in slots and state == RunState.STREAMING else None
    images = [image(row, n, slot, is_next=n == following) for n, slot in enumerate(slots)]
    vars(row).update(
        slots=images, references_list=[], decision=None
    )  # cached properties, so that nothing queries the database
    return SampleRow(row, queue_place=place)


def image(row: Generation, index: int, state: SlotState, *, is_next: bool = False) -> SampleRow:
    size = Size.parse(row.size)
    made = {"width": size.width, "height": size.height, "pixels": size.pixels} if state == STORED else {}
    failed = {
        "error_code": "OutputImageSensitiveContentDetected",
        "error_message": "The image may be sensitive.",
    }
    picture = Image(
        pk=row.pk * 100 + index, generation=row, owner=row.owner, index=index, state=state, review="",
        **made, **failed if state == FAILED else {},
    )  # fmt: skip
    painting = static(f"img/art/{PAINTINGS[index % len(PAINTINGS)]}.svg")
    files = {"thumb_url": painting, "small_url": painting, "srcset": f"{painting} 640w"}
    return SampleRow(picture, is_next=is_next, **files)


def runs(user: User) -> list[SampleRow]:
    """Runs in each state, with tiles in each state."""
    group = {"size": "2048x2048"}
    soon = timezone.now() + timedelta(minutes=1)
    asked = {"cancel_requested_at": timezone.now(), "cancel_requested_by": user}
    return [
        run(user, RunState.QUEUED, *[WAITING] * 3, n=1, queue_place=3),
        run(user, RunState.QUEUED, WAITING, n=2, not_before=soon),
        run(user, RunState.STREAMING, STORED, FAILED, SlotState.ANNOUNCED, *[WAITING] * 3, n=3),
        run(user, RunState.STREAMING, STORED, WAITING, n=4, **group, **asked),
        run(user, RunState.COMPLETED, STORED, n=5, prompt="青瓷花瓶里一枝梅花，窗光从左边来，“留白”。"),
        run(user, RunState.COMPLETED, STORED, FAILED, SlotState.NOT_PRODUCED, SlotState.LOST, n=6, **group),
        run(user, RunState.COMPLETED, STORED, SlotState.HIDDEN, n=14, **group),
        run(user, RunState.COMPLETED, STORED, STORED, n=7, size="1440x2560"),
        with_retry(run(user, RunState.COMPLETED, STORED, STORED, FAILED, n=11)),
        not_saved(run(user, RunState.COMPLETED, STORED, *[SlotState.ANNOUNCED] * 2, n=12)),
        run(user, RunState.FAILED, *[FAILED] * 2, n=8, request_id="021752", **REFUSED),
        run(user, RunState.CANCELLED, *[WAITING] * 2, n=9),
        run(user, RunState.UNKNOWN, STORED, *[SlotState.UNKNOWN] * 2, n=10, **group),
    ]


def with_retry(of: SampleRow) -> SampleRow:
    """The run with a successful retry of its last image."""
    again = run(of.owner, RunState.COMPLETED, STORED, n=13)
    of.slots[-1].row.retry = again.row
    return of


def not_saved(of: SampleRow) -> SampleRow:
    """The run with announced images whose links return 404."""
    now = timezone.now()
    for slot in of.slots:
        if slot.state == SlotState.ANNOUNCED:
            slot.row.fetch_error, slot.row.fetch_attempts = "http_404", 4
            slot.row.announced_at, slot.row.fetch_after = now, now + timedelta(minutes=2)
    return of


def images(user: User) -> list[SampleRow]:
    """A gallery page of images in four shapes."""
    sizes = ("2496x1664", "1664x2496", "2048x2048", "3024x1296")
    rows = [Generation(pk=FIRST + n, owner=user, prompt=PROMPT, size=sizes[n % 4]) for n in range(9)]
    return [image(row, n, STORED) for n, row in enumerate(rows)]


def references() -> list[SimpleNamespace]:
    """References that are ready, changed at upload, a URL, and refused."""
    plain = {"value": "", "note": "", "error": "", "thumb_url": None}
    return [
        SimpleNamespace(**plain | {"name": "vase.jpg", "thumb_url": static("img/art/vase.svg")}),
        SimpleNamespace(
            **plain
            | {
                "name": "big.tif",
                "thumb_url": static("img/art/lake.svg"),
                "note": "TIFF to JPEG, made smaller",
            }
        ),
        SimpleNamespace(**plain | {"name": "pictures.example"}),
        SimpleNamespace(**plain | {"name": "notes.pdf", "error": "This is not a picture that can be read."}),
    ]
