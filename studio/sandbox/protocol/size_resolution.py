"""The size of the images: pixels as requested, or a tier with a ratio chosen from the prompt's words."""

import re
from collections.abc import Container

from studio.provider.model_spec import ModelSpec
from studio.provider.sizes import Size, problem

# The live service's size for a tier is not always a preset.
_VARIANTS = {"2K": {"3:4": "1760x2368", "16:9": "2848x1600", "9:16": "1600x2848", "21:9": "3136x1344"}}
_NUMBERS = re.compile(r"(?<![0-9])([0-9]{1,2})\s*[:：比]\s*([0-9]{1,2})(?![0-9])")
# "landscape" and "portrait" alone are subjects, not ratios.
_WORDS = (
    ("21:9", r"ultra-?wide|cinematic|cinemascope|banner|电影感|宽银幕|超宽"),
    ("9:16", r"phone wallpaper|vertical video|stories format|手机壁纸|竖屏|9比16"),
    ("16:9", r"widescreen|desktop wallpaper|wide format|horizontal video|宽屏|横屏|电脑壁纸|桌面壁纸"),
    ("3:4", r"portrait (?:format|orientation)|vertical format|poster|竖版|竖幅|竖构图|海报"),
    ("4:3", r"landscape (?:format|orientation)|horizontal format|横版|横幅|横构图"),
    ("1:1", r"square|方形|正方|头像|avatar"),
)


def resolve(size: Size | str, prompt: str, model: ModelSpec) -> Size:
    """Resolves a tier to pixels; an exact size is returned unchanged."""
    if isinstance(size, Size):
        return size
    usual = {preset.ratio: preset.sizes[size] for preset in model.presets}
    ratio = _ratio(prompt, usual)
    variant = _VARIANTS.get(size, {}).get(ratio)
    if variant and problem(Size.parse(variant), model.size_limits) is None:
        return Size.parse(variant)
    return usual[ratio]


def _ratio(prompt: str, known: Container[str]) -> str:
    for found in _NUMBERS.finditer(prompt):
        ratio = f"{int(found[1])}:{int(found[2])}"
        if ratio in known:
            return ratio
    return next((ratio for ratio, words in _WORDS if re.search(words, prompt, re.IGNORECASE)), "1:1")
