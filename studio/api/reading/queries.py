"""Query parameters: gallery filters, pages and days."""

from datetime import date
from typing import Annotated, Literal, get_origin

from django.http import QueryDict
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from studio.generations.states import ReviewState
from studio.provider.server.errors import invalid

MOST = 100
"""Maximum rows of a page."""
YEARS = "^(199[0-9]|2[0-8][0-9][0-9]|29[0-8][0-9])-"
"""The same limit for the OpenAPI document, which cannot state a minimum or maximum date."""
type Day = Annotated[
    date, Field(ge=date(1990, 1, 1), lt=date(2990, 1, 1), json_schema_extra={"pattern": YEARS})
]
Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]
"""Requests with NUL are refused earlier; the pattern documents that in the OpenAPI document."""
type Id = Annotated[int, Field(ge=1, lt=10**18)]


class Parameters(BaseModel):
    """Unknown ones are refused: with a misspelt filter, everything would be found."""

    model_config = ConfigDict(extra="forbid")


class Days(Parameters):
    """Both are inclusive, in the studio's time zone."""

    since: Day | None = Field(None, alias="from", description="The first day.")
    until: Day | None = Field(None, alias="to", description="The last day.")

    @field_validator("until")
    @classmethod
    def _is_not_before(cls, until: date | None, info: ValidationInfo) -> date | None:
        since = info.data.get("since")
        if since and until and until < since:
            raise ValueError("must not be before `from`")
        return until


class UsageParameters(Days):
    """Whose runs, where and when."""

    view: Literal["mine", "teams"] = Field(
        "mine", description="Your own runs, or everybody's in the teams that you lead."
    )
    team: Text = Field(
        "", max_length=50, description="A team's address; `private` for runs outside every team."
    )


class ImageParameters(Days):
    """The gallery's filters, and the page."""

    team: Text = Field(
        "", max_length=50, description="A team's gallery, by its address. Without it your own images."
    )
    q: Text = Field("", max_length=400, description="Words of the prompt, `@person`, `#tag`.")
    by: list[Id] = Field([], description="Ids of owners.")
    tag: list[Id] = Field([], description="Ids of tags; an image has all of them.")
    shape: list[Literal["square", "landscape", "portrait", "pano"]] = []
    size: Literal["2K", "4K"] | None = None
    fav: bool = Field(False, description="Your favourites alone.")
    stars: int = Field(0, ge=0, le=5, description="So many on average, or more.")
    refs: bool = Field(False, description="Made with references alone.")
    model: Text = Field("", max_length=64)
    review: ReviewState | Literal["none"] | None = Field(None, description="`none`: never submitted.")
    collection: Id | None = None
    sort: Literal["newest", "oldest", "rating"] | None = Field(
        None, description="Without it the newest first; in a collection, its own order."
    )
    after: Text = Field("", max_length=64, description="`next` of the page before.")
    limit: int = Field(50, ge=1, le=MOST)

    def filters(self) -> QueryDict:
        """Converts them to the filters of a gallery URL."""
        query = QueryDict(mutable=True)
        chosen = self.model_dump(
            mode="json", by_alias=True, exclude_defaults=True, exclude={"team", "after", "limit"}
        )
        for name, value in chosen.items():
            query.setlist(name, [str(one) for one in value] if isinstance(value, list) else [str(value)])
        return query


def read[M: Parameters](query: QueryDict, model: type[M]) -> M:
    """Parses the query parameters. Raises Refusal for the first that is unknown or invalid."""
    try:
        return model.model_validate(_values(query, model))
    except ValidationError as error:
        first = error.errors()[0]
        raise invalid(str(first["loc"][0]), first["msg"]) from error


def _values(query: QueryDict, model: type[Parameters]) -> dict[str, str | list[str]]:
    fields = model.model_fields.items()
    lists = {field.alias or name for name, field in fields if get_origin(field.annotation) is list}
    for name, values in query.lists():
        if name not in lists and len(values) > 1:
            raise invalid(name, "give it once")
    return {name: values if name in lists else values[0] for name, values in query.lists()}
