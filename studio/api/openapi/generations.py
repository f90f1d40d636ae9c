"""The types of the provider's API. The parser is hand-written, since it responds with the provider's errors; a test
keeps the two in sync."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class GroupOptions(BaseModel):
    max_images: int | None = Field(
        None, ge=1, le=15, description="A ceiling: the model decides how many it makes."
    )


class PromptOptions(BaseModel):
    mode: Literal["standard", "fast"] | None = None


class Tool(BaseModel):
    model_config = ConfigDict(extra="forbid")

    type: Literal["web_search"]


type Reference = Annotated[
    str, Field(min_length=1, description="An address, or `data:image/<format>;base64,…`.")
]


class GenerationRequest(BaseModel):
    """`null` is the same as no value, and unknown fields are ignored. What each model can do differs."""

    model: str = Field(
        description="One of `GET /v1/models`, or a provider's own id of it.", examples=["doubao-seedream-4.5"]
    )
    prompt: str = Field(min_length=1, max_length=20_000)
    images: list[Reference] | str | None = Field(None, description="References, in order.")
    image: list[Reference] | str | None = Field(None, description="The same as `images`.")
    size: str | None = Field(None, description="A tier or WIDTHxHEIGHT.", examples=["2K", "2048x2048"])
    sequential_image_generation: Literal["disabled", "auto"] | None = None
    sequential_image_generation_options: GroupOptions | None = None
    stream: bool | None = Field(None, strict=True)
    response_format: Literal["url", "b64_json"] | None = None
    watermark: bool | None = Field(None, strict=True, description="`true` unless given.")
    optimize_prompt_options: PromptOptions | None = None
    tools: list[Tool] | None = None
    output_format: Literal["jpeg", "png"] | None = Field(None, description="This studio stores JPEG only.")


class Failure(BaseModel):
    code: str
    message: str


class Item(BaseModel):
    """One image: `url` or `b64_json` with its size, or the error that came instead of it."""

    url: str | None = None
    b64_json: str | None = None
    size: str | None = Field(None, examples=["2048x2048"])
    error: Failure | None = None


class Usage(BaseModel):
    generated_images: int
    output_tokens: int
    total_tokens: int


class GenerationResponse(BaseModel):
    model: str
    created: int
    data: list[Item]
    usage: Usage


class Model(BaseModel):
    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class ModelList(BaseModel):
    object: Literal["list"]
    data: list[Model]


class ApiError(BaseModel):
    code: str
    message: str
    param: str | None
    type: str


class ErrorResponse(BaseModel):
    error: ApiError
