"""Copies an earlier run's request into the composer."""

from studio.accounts.models import User
from studio.generations.composer.drafts import replace_draft
from studio.generations.composer.uploads import adopt
from studio.generations.models import Generation
from studio.provider.sizes import Size


def reuse(run: Generation, *, by: User) -> None:
    """Fills the draft of `by` with the run's prompt, references and settings; a teammate's uploads are copied."""
    references = [adopt(one.upload, by=by).value if one.upload else one.value for one in run.references_list]
    replace_draft(fields_of(run), references, by=by)


def fields_of(run: Generation) -> dict[str, str]:
    """The run's settings, as the composer's form sends them."""
    fields = {
        "prompt": run.prompt,
        "group": "auto" if run.is_group else "disabled",
        "optimize_prompt_mode": run.optimize_prompt,
        "model": run.spec.name,
        **_size_fields(run),
    }
    if run.max_images:
        fields["max_images"] = str(run.max_images)
    ticked = {"watermark": run.watermark, "web_search": run.web_search}
    return fields | {name: "on" for name, is_on in ticked.items() if is_on}


def _size_fields(run: Generation) -> dict[str, str]:
    if run.is_tier:
        return {"size_mode": "tier", "tier": run.size}
    if run.size in run.spec.preset_sizes:
        return {"size_mode": "ratio", "size": run.size}
    size = Size.parse(run.size)
    return {"size_mode": "custom", "w": str(size.width), "h": str(size.height)}
