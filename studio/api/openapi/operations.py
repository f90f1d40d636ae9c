"""Every endpoint of the API, as listed in its OpenAPI description."""

from dataclasses import dataclass

from pydantic import BaseModel

from studio.accounts.models import Scope
from studio.api.openapi import generations
from studio.api.reading import queries, schemas

JPEG, JSON, EVENTS = "image/jpeg", "application/json", "text/event-stream"
READ_ERRORS = (400, 401, 403, 404, 429, 503)
GENERATE_ERRORS = (400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one path."""

    path: str
    name: str
    summary: str
    method: str = "get"
    scope: Scope | None = Scope.READ
    """None: any valid key."""
    is_open: bool = False
    """Needs no key."""
    parameters: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    responses: dict[str, type[BaseModel] | None]
    """Models by media type; None for anything but JSON."""
    errors: tuple[int, ...] = READ_ERRORS


def _generate(path: str, name: str) -> Operation:
    return Operation(
        path=path, name=name, method="post", scope=Scope.GENERATE, errors=GENERATE_ERRORS,
        summary="Create images. With `stream`, an event for each image, and `data: [DONE]` at the end.",
        body=generations.GenerationRequest, responses={JSON: generations.GenerationResponse, EVENTS: None},
    )  # fmt: skip


OPERATIONS = (
    _generate("/v1/images/generations", "createImages"),
    _generate("/api/v3/images/generations", "createImagesForArk"),
    Operation(
        path="/v1/models", name="listModels", summary="The models that the key may use.", scope=None,
        responses={JSON: generations.ModelList}, errors=(401, 429, 503),
    ),
    Operation(
        path="/v1/images", name="listImages", summary="A page of a gallery, with its filters.",
        parameters=queries.ImageParameters, responses={JSON: schemas.ImageList},
    ),
    Operation(
        path="/v1/images/{id}", name="getImage", summary="One image.", responses={JSON: schemas.ImageOut},
    ),
    Operation(
        path="/v1/images/{id}/file", name="getImageFile", summary="The untouched original.", responses={JPEG: None},
    ),
    Operation(
        path="/v1/runs/{id}", name="getRun", summary="A run, its images and their errors.",
        responses={JSON: schemas.RunOut},
    ),
    Operation(
        path="/v1/usage", name="getUsage", summary="What was made and spent, and what is left.",
        parameters=queries.UsageParameters, responses={JSON: schemas.UsageOut},
    ),
    Operation(
        path="/v1/links/{token}.jpg", name="getLinkedImage", summary="The image of a link, for 24 hours.",
        is_open=True, responses={JPEG: None}, errors=(403, 404, 503),
    ),
    Operation(
        path="/v1/openapi.json", name="getDescription", summary="This document.", is_open=True,
        responses={JSON: None}, errors=(),
    ),
)  # fmt: skip
