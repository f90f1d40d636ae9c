"""A generation request, and the problems for which it would be refused."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal
from urllib.parse import urlsplit

from studio.provider import sizes
from studio.provider.limits import REFERENCE_FORMATS, REFERENCE_SEND_BYTES
from studio.provider.model_spec import ModelSpec
from studio.provider.models import DEFAULT_MODEL
from studio.provider.sizes import Size

Field = Literal["prompt", "references", "size", "max_images", "optimize_prompt", "web_search"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataReference:
    """An image sent inside the request. `size` is its exact length in bytes."""

    media_type: str
    path: Path | Callable[[], BinaryIO]
    """A path, or a function that opens the file; called in a thread when the reference is sent."""
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlReference:
    """An image that the provider downloads; the studio never opens the URL."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationRequest:
    """One call. `size` is a tier or `WxH`; `max_images` is None for one image, or the maximum of a group."""

    prompt: str
    references: tuple[DataReference | UrlReference, ...] = ()
    size: str = "2048x2048"
    max_images: int | None = None
    watermark: bool = False
    optimize_prompt: str | None = None
    web_search: bool = False
    model: ModelSpec = DEFAULT_MODEL

    @property
    def images(self) -> int:
        """The maximum number of images."""
        return 1 if self.max_images is None else self.max_images


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a field would be refused, as a code that the form turns into a message."""

    field: Field
    code: str


class InvalidRequest(ValueError):
    """The request would be refused, so it is not sent."""

    def __init__(self, field: Field, code: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.code = code
        self.message = message


def check(request: GenerationRequest) -> None:
    """Raises InvalidRequest for the first problem."""
    for problem in problems(request):
        raise InvalidRequest(problem.field, problem.code, f"{problem.field}: {problem.code}")


def problems(request: GenerationRequest) -> list[Problem]:
    """Everything that the model would refuse or silently change.

    Codes: prompt `required`; size `unreadable` or a code of `sizes.problem`; references `too_many`,
    `format`, `too_big`, `empty`, `address`; max_images `groups`, `range`, `together` (with the references);
    optimize_prompt `mode`; web_search `unsupported`.
    """
    found = [*_reference_problems(request.references, request.model), *_group_problems(request)]
    if not request.prompt.strip():
        found.insert(0, Problem(field="prompt", code="required"))
    if fault := size_problem(request.size, request.model):
        found.append(Problem(field="size", code=fault))
    return [*found, *_option_problems(request)]


def size_problem(text: str, model: ModelSpec) -> str | None:
    """Why a size in text form would be refused, or None."""
    if text.upper() in model.tiers:
        return None
    try:
        return sizes.problem(Size.parse(text), model.size_limits)
    except ValueError:
        return "unreadable"


def _reference_problems(
    references: tuple[DataReference | UrlReference, ...], model: ModelSpec
) -> list[Problem]:
    codes = {
        _data_problem(one) if isinstance(one, DataReference) else _url_problem(one.url) for one in references
    }
    if len(references) > model.max_references:
        codes.add("too_many")
    return [Problem(field="references", code=code) for code in sorted(filter(None, codes))]


def _data_problem(reference: DataReference) -> str:
    if reference.media_type not in {f"image/{name}" for name in REFERENCE_FORMATS}:
        return "format"
    if reference.size > REFERENCE_SEND_BYTES:
        return "too_big"
    return "" if reference.size > 0 else "empty"


def _url_problem(url: str) -> str:
    """Rejects only malformed URLs; the form decides which hosts are allowed."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "address"
    return "" if parts.scheme in ("http", "https") and parts.hostname else "address"


def _group_problems(request: GenerationRequest) -> list[Problem]:
    if request.max_images is None:
        return []
    if not request.model.groups:
        return [Problem(field="max_images", code="groups")]
    if not 1 <= request.max_images <= request.model.max_images:
        return [Problem(field="max_images", code="range")]
    if request.max_images + len(request.references) > request.model.max_together:
        return [Problem(field="max_images", code="together")]
    return []


def _option_problems(request: GenerationRequest) -> list[Problem]:
    found = []
    if request.optimize_prompt and request.optimize_prompt not in request.model.optimize_prompt_modes:
        found.append(Problem(field="optimize_prompt", code="mode"))
    if request.web_search and not request.model.web_search:
        found.append(Problem(field="web_search", code="unsupported"))
    return found
