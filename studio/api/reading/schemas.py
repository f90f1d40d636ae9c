"""The response models."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from studio.generations.states import ReviewState, RunState, SlotState


class Person(BaseModel):
    id: int
    name: str


class TagOut(BaseModel):
    id: int
    name: str


class Money(BaseModel):
    amount: str = Field(description="A decimal number.", examples=["0.25"])
    currency: str = Field(examples=["CNY"])


class ErrorOut(BaseModel):
    code: str
    message: str


class ImageOut(BaseModel):
    """A stored image."""

    object: Literal["image"] = "image"
    id: int
    run: int
    index: int = Field(description="Its place in the run, from 0.")
    created_at: datetime = Field(description="When it was stored.")
    owner: Person
    team: str | None = Field(description="The address of its team.")
    access_key: str | None = Field(description="The name of the key that it was made with.")
    prompt: str
    model: str
    size: str = Field(examples=["2048x2048"])
    bytes: int | None
    sha256: str = Field(description="Of the original.")
    rating: float | None = Field(description="The mean of its stars.")
    review: ReviewState | None
    tags: list[TagOut]
    url: str = Field(description="The image's page in the studio.")
    file: str = Field(description="The original; needs the key.")


class ImageList(BaseModel):
    """One page."""

    object: Literal["list"] = "list"
    data: list[ImageOut]
    next: str | None = Field(description="`after` of the next page; null on the last one.")


class SlotOut(BaseModel):
    """The place of one image of a run."""

    index: int
    state: SlotState
    image: int | None = Field(description="The image's id while it is stored.")
    error: ErrorOut | None


class RunOut(BaseModel):
    """One call to the provider."""

    object: Literal["run"] = "run"
    id: int
    state: RunState
    created_at: datetime
    sent_at: datetime | None
    finished_at: datetime | None
    owner: Person
    team: str | None
    access_key: str | None
    prompt: str
    model: str
    size: str
    max_images: int | None = Field(description="Of a group.")
    watermark: bool
    references: int
    tokens: int
    cost: Money = Field(description="Of the images so far; nothing is billed for practice images.")
    is_practice: bool
    images: list[SlotOut]
    error: ErrorOut | None
    url: str


class Sums(BaseModel):
    """Of one currency, billed or practice."""

    runs: int
    images: int
    tokens: int
    cost: Money
    is_practice: bool = Field(description="Made by the sandbox: what it would cost.")


class DayOut(Sums):
    day: date
    team: str | None


class BudgetOut(BaseModel):
    """This month's."""

    team: str | None = Field(description="The team's address; null for your own.")
    limit: Money | None
    spent: Money
    reserved: Money = Field(description="What runs in progress can still cost.")
    left: Money | None
    is_hard: bool = Field(description="Whether a run that does not fit is refused.")


class KeyOut(BaseModel):
    """The access key of the request."""

    name: str
    team: str | None
    scopes: list[str]
    expires_at: datetime | None
    requests_per_minute: int
    images_per_month: int | None
    images_this_month: int


class UsageOut(BaseModel):
    object: Literal["usage"] = "usage"
    since: date = Field(serialization_alias="from")
    until: date = Field(serialization_alias="to")
    totals: list[Sums]
    days: list[DayOut]
    budgets: list[BudgetOut]
    key: KeyOut
