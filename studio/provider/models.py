"""The models. Only what 4.5 can do is documented by the provider; the other facts state their certainty.

Where sources disagree, the narrower limit is used here: it is accepted either way.
"""

from studio.provider.model_spec import Certainty, ModelSpec
from studio.provider.sizes import Size, SizeLimits, presets

_RATIOS = ("1:1", "4:3", "3:4", "16:9", "9:16", "3:2", "2:3", "21:9")
_1K = "1024x1024 1152x864 864x1152 1280x720 720x1280 1248x832 832x1248 1536x656"
_1_5K = "1536x1536 1728x1296 1296x1728 2048x1152 1152x2048 1872x1248 1248x1872 2352x1008"
_2K = "2048x2048 2304x1728 1728x2304 2560x1440 1440x2560 2496x1664 1664x2496 3024x1296"
_3K = "3072x3072 3456x2592 2592x3456 4096x2304 2304x4096 3744x2496 2496x3744 4704x2016"
_4K = "4096x4096 4704x3520 3520x4704 5504x3040 3040x5504 4992x3328 3328x4992 6240x2656"


_CONTRACT, _SEVERAL, _ONE, _ASSUMED = Certainty

SEEDREAM_4_0 = ModelSpec(
    name="doubao-seedream-4.0",
    label="Seedream 4.0",
    ids={
        "sandbox": "doubao-seedream-4.0",
        "ark": "doubao-seedream-4-0-250828",
        "byteplus": "seedream-4-0-250828",
    },
    price_hint={"CNY": "0.20", "USD": "0.03"},
    tiers={"1K": Size(1024, 1024), "2K": Size(2048, 2048), "4K": Size(4096, 4096)},
    presets=presets(_RATIOS, {"1K": _1K, "2K": _2K, "4K": _4K}),
    size_limits=SizeLimits(min_pixels=921_600, max_pixels=16_777_216),
    max_references=14,
    max_together=15,
    groups=True,
    streaming=True,
    output_formats=("jpeg",),
    optimize_prompt_modes=("standard", "fast"),
    certainty={
        "ids": _SEVERAL,
        "price_hint": _ONE,
        "tiers": _ONE,
        "size_limits": _ASSUMED,
        "max_references": _ONE,
        "max_together": _SEVERAL,
        "groups": _SEVERAL,
        "streaming": _SEVERAL,
        "output_formats": _SEVERAL,
        "optimize_prompt_modes": _ONE,
        "web_search": _ASSUMED,
        "backgrounds": _ASSUMED,
    },
)

SEEDREAM_4_5 = ModelSpec(
    name="doubao-seedream-4.5",
    label="Seedream 4.5",
    ids={
        "sandbox": "doubao-seedream-4.5",
        "modelverse": "doubao-seedream-4.5",
        "ark": "doubao-seedream-4-5-251128",
        "byteplus": "seedream-4-5-251128",
    },
    price_hint={"CNY": "0.25", "USD": "0.04"},
    tiers={"2K": Size(2048, 2048), "4K": Size(4096, 4096)},
    presets=presets(_RATIOS, {"2K": _2K, "4K": _4K}),
    size_limits=SizeLimits(min_pixels=3_686_400, max_pixels=16_777_216),
    max_references=14,
    max_together=15,
    groups=True,
    streaming=True,
    output_formats=("jpeg",),
    optimize_prompt_modes=("standard",),
    certainty={
        "ids": _CONTRACT,
        "price_hint": _SEVERAL,
        "tiers": _CONTRACT,
        "size_limits": _CONTRACT,
        "max_references": _CONTRACT,
        "max_together": _CONTRACT,
        "groups": _CONTRACT,
        "streaming": _CONTRACT,
        "output_formats": _CONTRACT,
        "optimize_prompt_modes": _CONTRACT,
        "web_search": _SEVERAL,
        "backgrounds": _SEVERAL,
    },
)

SEEDREAM_5_0_LITE = ModelSpec(
    name="doubao-seedream-5.0-lite",
    label="Seedream 5.0 Lite",
    ids={
        "sandbox": "doubao-seedream-5.0-lite",
        "modelverse": "doubao-seedream-5.0-lite",
        "ark": "doubao-seedream-5-0-260128",
        "byteplus": "seedream-5-0-260128",
    },
    old_ids=("doubao-seedream-5.0", "doubao-seedream-5-0-lite-260128", "seedream-5-0-lite-260128"),
    price_hint={"CNY": "0.25", "USD": "0.035"},
    tiers={"2K": Size(2048, 2048), "3K": Size(3072, 3072)},
    presets=presets(_RATIOS, {"2K": _2K, "3K": _3K}),
    # One source says at most 9,437,184, others 5 % more; the 21:9 size that all of them recommend needs the latter.
    size_limits=SizeLimits(min_pixels=3_686_400, max_pixels=10_404_496),
    max_references=14,
    max_together=15,
    groups=True,
    streaming=True,
    output_formats=("jpeg", "png"),
    optimize_prompt_modes=("standard",),
    web_search=True,
    certainty={
        "ids": _ONE,
        "price_hint": _ONE,
        "tiers": _SEVERAL,
        "size_limits": _SEVERAL,
        "max_references": _SEVERAL,
        "max_together": _SEVERAL,
        "groups": _SEVERAL,
        "streaming": _ONE,
        "output_formats": _SEVERAL,
        "optimize_prompt_modes": _SEVERAL,
        "web_search": _SEVERAL,
        "backgrounds": _ASSUMED,
    },
)

SEEDREAM_5_0_PRO = ModelSpec(
    name="doubao-seedream-5.0-pro",
    label="Seedream 5.0 Pro",
    ids={
        "sandbox": "doubao-seedream-5.0-pro",
        "modelverse": "doubao-seedream-5.0-pro",
        "ark": "doubao-seedream-5-0-pro-260628",
        "byteplus": "seedream-5-0-pro-260628",
    },
    price_hint={"CNY": "0.84", "USD": "0.12"},
    tiers={"1K": Size(1024, 1024), "1.5K": Size(1536, 1536), "2K": Size(2048, 2048)},
    presets=presets(_RATIOS, {"1K": _1K, "1.5K": _1_5K, "2K": _2K}),
    size_limits=SizeLimits(min_pixels=921_600, max_pixels=4_194_304, step=16),
    max_references=10,
    max_together=11,
    groups=False,
    streaming=False,
    output_formats=("jpeg", "png"),
    optimize_prompt_modes=("standard", "fast"),
    backgrounds=("transparent",),
    certainty={
        "ids": _ONE,
        "price_hint": _ONE,
        "tiers": _ONE,
        "size_limits": _ONE,
        "max_references": _ONE,
        "max_together": _ASSUMED,
        "groups": _ONE,
        "streaming": _ONE,
        "output_formats": _ONE,
        "optimize_prompt_modes": _ONE,
        "web_search": _ASSUMED,
        "backgrounds": _ONE,
    },
)

MODELS = {model.name: model for model in (SEEDREAM_4_0, SEEDREAM_4_5, SEEDREAM_5_0_LITE, SEEDREAM_5_0_PRO)}
DEFAULT_MODEL = SEEDREAM_4_5

_BY_ID = {name: model for model in MODELS.values() for name in model.all_ids}


def find_model(name: str) -> ModelSpec | None:
    """Finds a model by the studio's name or by any provider's id."""
    return _BY_ID.get(name)


def model_of(name: str) -> ModelSpec:
    """The model of a run, or the default model if the name is no longer known."""
    return _BY_ID.get(name, DEFAULT_MODEL)


def models_of(kind: str) -> tuple[ModelSpec, ...]:
    """The models that a kind of provider offers."""
    return tuple(model for model in MODELS.values() if kind in model.ids)
