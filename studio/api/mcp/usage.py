"""The tool that reports usage and remaining budgets."""

from mcp.types import CallToolResult, TextContent
from pydantic import BaseModel, Field

from studio.accounts.models import Scope
from studio.api.mcp.caller import Caller
from studio.budgets.status import BudgetStatus, statuses
from studio.generations.runs.key_limit import images_this_month


class BudgetResult(BaseModel):
    """A monthly budget of the key's owner or team, in the studio's currency."""

    of: str
    spent: str
    reserved: str = Field(description="For runs that have not ended.")
    left: str | None = Field(description="null without a budget.")
    stops: bool = Field(description="Whether runs are refused when nothing is left.")


class UsageResult(BaseModel):
    """This month."""

    images: int = Field(description="Made with this access key, and being made.")
    images_left: int | None = Field(description="null without a limit of the key.")
    budgets: list[BudgetResult]


def read(caller: Caller) -> CallToolResult:
    caller.require(Scope.READ)
    key = caller.key
    used = images_this_month(key)
    limit = key.images_per_month
    result = UsageResult(
        images=used,
        images_left=None if limit is None else max(0, limit - used),
        budgets=[_budget(one) for one in statuses([key.team, key.owner] if key.team else [key.owner])],
    )
    return CallToolResult(content=[TextContent(text=_text(result))], structured_content=result.model_dump())


def _budget(status: BudgetStatus) -> BudgetResult:
    has_limit = status.limit is not None
    return BudgetResult(
        of=status.name,
        spent=status.money["spent"],
        reserved=status.money["reserved"],
        left=status.money["left"] if has_limit else None,
        stops=has_limit and status.is_hard,
    )


def _text(result: UsageResult) -> str:
    left = "" if result.images_left is None else f", {result.images_left} left"
    lines = [f"This month: {result.images} images with this key{left}."]
    lines += [
        f"{one.of}: {one.spent} spent, {one.reserved} reserved, {one.left or 'no limit on what is'} left."
        for one in result.budgets
    ]
    return "\n".join(lines)
