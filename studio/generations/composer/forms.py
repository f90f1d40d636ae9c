"""The composer's form: every field of the provider's contract that people can choose."""

import uuid
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from studio.accounts.models import Team, User
from studio.accounts.permissions import denial_reason_run_in
from studio.generations.composer.model_fields import adapt, model_in
from studio.generations.composer.model_summary import optimisation_choices
from studio.generations.composer.references import UrlChoice, parse_choices
from studio.generations.models import Draft, Upload
from studio.generations.runs.available_models import available_models, denial_reason_model
from studio.generations.runs.low_disk import disk_space_error
from studio.generations.runs.quota import quota_error
from studio.generations.runs.submit import GenerationParams, was_submitted
from studio.provider.limits import MAX_IMAGES
from studio.provider.model_spec import ModelSpec
from studio.provider.models import DEFAULT_MODEL, find_model
from studio.provider.sizes import Fault, Size, SizeLimits, nearest, problem

PROMPT_LIMIT = 20_000  # characters; the provider only advises, this bounds the row


class RunForm(forms.Form):
    """Validates the fields by the provider's rules, and creates the `GenerationParams`."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    workspace = forms.CharField(required=False, max_length=50, widget=forms.HiddenInput)
    prompt = forms.CharField(
        max_length=PROMPT_LIMIT,
        widget=forms.Textarea,
        error_messages={"required": gettext_lazy("Enter a prompt.")},
    )
    size_mode = forms.ChoiceField(
        choices=[
            ("ratio", gettext_lazy("Ratio")),
            ("tier", gettext_lazy("Tier")),
            ("custom", gettext_lazy("Custom")),
        ]
    )
    size = forms.ChoiceField(required=False)
    tier = forms.ChoiceField(required=False)
    w = forms.IntegerField(required=False, min_value=1, max_value=100_000)
    h = forms.IntegerField(required=False, min_value=1, max_value=100_000)
    group = forms.ChoiceField(
        choices=[("disabled", gettext_lazy("Off")), ("auto", gettext_lazy("Auto"))], required=False
    )
    max_images = forms.IntegerField(required=False, min_value=1, max_value=MAX_IMAGES)
    watermark = forms.BooleanField(required=False)
    optimize_prompt_mode = forms.ChoiceField(required=False)
    web_search = forms.BooleanField(required=False)
    model = forms.CharField(required=False, max_length=64)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.team: Team | None = None
        self.reference_errors: list[str] = []
        self.references: list[Upload | UrlChoice] = self._read_references()
        self.notes: list[str] = []
        """Which fields changed with the model."""
        self._set_choices(model_in(self.data))

    @classmethod
    def empty(cls, *, by: User, team: Team | None, draft: Draft | None = None) -> "RunForm":
        """An unbound form with the workspace's defaults, or with its draft."""
        form = cls(by=by, initial={**_DEFAULTS, "submission": uuid.uuid4()})
        form.team = team
        if team:
            form.initial.update({"workspace": team.slug, "watermark": team.watermark_default})
        if draft:
            # An unchecked box is not part of the saved fields.
            form.initial.update({"watermark": False, **draft.fields} if draft.fields else {})
            form.references, _gone = parse_choices(draft.references, by=by)
        form._choose_model()
        return form

    @classmethod
    def for_model(cls, data: QueryDict, *, by: User) -> "RunForm":
        """An unbound form with the sent fields for their model; unsupported values are changed."""
        form = cls(
            by=by, initial={"submission": uuid.uuid4(), **data.dict(), "watermark": "watermark" in data}
        )
        form.team = Team.objects.visible_to(by).filter(slug=data.get("workspace", "")).first()
        form.references, form.reference_errors = parse_choices(data.getlist("ref"), by=by)
        form._choose_model()
        return form

    @cached_property
    def models(self) -> tuple[ModelSpec, ...]:
        """The models available in the form's workspace."""
        return available_models(self.team)

    def _choose_model(self) -> None:
        """Sets the model of the initial fields, or the first available one, and adapts the other fields to it."""
        requested = find_model(str(self.initial.get("model") or ""))
        model = next((one for one in (requested, DEFAULT_MODEL) if one in self.models), self.models[0])
        adapted = adapt(self.initial, model, references=len(self.references))
        if requested and requested is not model:
            values = {"asked": requested.label, "model": model.label}
            adapted.notes.insert(0, _("%(asked)s is not available here; this is %(model)s.") % values)
        self.initial.update({**adapted.fields, "model": model.name})
        self.notes = adapted.notes
        self._set_choices(model)

    def _set_choices(self, model: ModelSpec | None) -> None:
        """Sets the choices of the fields to those of this model."""
        self.spec = model or DEFAULT_MODEL
        choices = {
            "size": [(size, size) for size in self.spec.preset_sizes],
            "tier": [(tier, tier) for tier in self.spec.tiers],
            "optimize_prompt_mode": [("", _("Default")), *optimisation_choices(self.spec)],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered

    @property
    def scale(self) -> str:
        """The resolution of the chosen preset."""
        return self.spec.preset_sizes.get(str(self["size"].value()), next(iter(self.spec.tiers)))

    def _read_references(self) -> list[Upload | UrlChoice]:
        if not isinstance(self.data, MultiValueDict):
            return []
        chosen, self.reference_errors = parse_choices(self.data.getlist("ref"), by=self.by)
        return chosen

    def clean_workspace(self) -> Team | None:
        """The team that the run belongs to; None for a private run."""
        slug = self.cleaned_data["workspace"]
        team = Team.objects.visible_to(self.by).filter(slug=slug).first() if slug else None
        if slug and team is None:
            raise ValidationError(_("You are not a member of this team."))
        if reason := denial_reason_run_in(self.by, team):
            raise ValidationError(reason)
        if reason := quota_error(team):
            raise ValidationError(reason)
        self.team = team
        return team

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["chosen_size"] = self._chosen_size(data)
        data["images"] = self._images(data)
        self._check_model(data)
        self._check_references(data)
        self._check_free_space(data)
        return data

    def _check_model(self, data: dict[str, Any]) -> None:
        if reason := denial_reason_model(data.get("model") or self.spec.name, self.team):
            self.add_error("model", reason)
        if data.get("web_search") and not self.spec.web_search:
            self.add_error("web_search", _("%(model)s has no web search.") % {"model": self.spec.label})

    def _chosen_size(self, data: dict[str, Any]) -> str:
        mode = data.get("size_mode")
        if mode == "tier":
            return self._required(data, "tier", _("Choose a resolution."))
        if mode == "custom":
            return self._custom_size(data)
        return self._required(data, "size", _("Choose a ratio.")) if mode == "ratio" else ""

    def _required(self, data: dict[str, Any], field: str, message: str) -> str:
        if not data.get(field) and field not in self.errors:
            self.add_error(field, message)
        return data.get(field) or ""

    def _custom_size(self, data: dict[str, Any]) -> str:
        if not (data.get("w") and data.get("h")):
            if not {"w", "h"} & set(self.errors):
                self.add_error("w", _("Enter a width and a height."))
            return ""
        size = Size(width=data["w"], height=data["h"])
        fault = problem(size, self.spec.size_limits)
        if fault:
            legal = nearest(size, self.spec.size_limits)
            reason = _size_problem(fault, self.spec.size_limits)
            self.add_error("w", reason + " " + _("Nearest valid size: %(size)s.") % {"size": legal})
        return str(size)

    def _images(self, data: dict[str, Any]) -> int | None:
        if data.get("group") != "auto":
            return None
        if not self.spec.groups:
            self.add_error("group", _("%(model)s makes one image per run.") % {"model": self.spec.label})
            return None
        if data.get("max_images") is None and "max_images" not in self.errors:
            self.add_error("max_images", _("Enter the maximum number of images."))
        images: int | None = data.get("max_images")
        return images

    def _check_references(self, data: dict[str, Any]) -> None:
        count, images = len(self.references), data.get("images") or 1
        if count > self.spec.max_references:
            self.reference_errors.append(
                _("You can use up to %(limit)d references; there are %(count)d.")
                % {"limit": self.spec.max_references, "count": count}
            )
        elif count + images > self.spec.max_together:
            room = self.spec.max_together - count
            self.add_error(
                "max_images",
                ngettext(
                    "References and images share a limit of %(limit)d, which leaves room for %(room)d image.",
                    "References and images share a limit of %(limit)d, which leaves room for %(room)d images.",
                    room,
                )
                % {"limit": self.spec.max_together, "room": room},
            )
        if self.reference_errors:
            self.add_error(None, self.reference_errors)

    def _check_free_space(self, data: dict[str, Any]) -> None:
        """Skipped for a repeated click, whose run already exists."""
        reason, submission = disk_space_error(), data.get("submission")
        if reason and not (submission and was_submitted(submission, by=self.by)):
            self.add_error(None, reason)

    def params(self) -> GenerationParams:
        """The parameters of the run; call it only on a valid form."""
        data = self.cleaned_data
        return GenerationParams(
            prompt=data["prompt"],
            size=data["chosen_size"],
            max_images=data["images"],
            watermark=data["watermark"],
            optimize_prompt=data["optimize_prompt_mode"],
            web_search=data["web_search"],
            model=self.spec.name,
            references=[one if isinstance(one, Upload) else one.url for one in self.references],
        )


_DEFAULTS: dict[str, Any] = {
    "size_mode": "ratio",
    "size": str(DEFAULT_MODEL.presets[0].sizes["2K"]),
    "tier": "2K",
    "w": 2048,
    "h": 2048,
    "group": "disabled",
    "max_images": 4,
    "watermark": True,
    "optimize_prompt_mode": "",
    "web_search": False,
}


def _size_problem(fault: Fault, limits: SizeLimits) -> str:
    if fault == "too_few":
        return _("That is below the minimum of %(pixels)s pixels.") % {"pixels": f"{limits.min_pixels:,}"}
    if fault == "too_many":
        return _("That is above the maximum of %(pixels)s pixels.") % {"pixels": f"{limits.max_pixels:,}"}
    if fault == "step":
        return _("Width and height must be multiples of %(step)d.") % {"step": limits.step}
    return _("The ratio is outside 1:16 to 16:1.") if fault == "ratio" else _("Enter a width and a height.")
