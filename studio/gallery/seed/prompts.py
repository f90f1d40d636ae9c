"""Realistic prompts in Chinese and English: patterns, and words to fill them in."""

import itertools
from collections.abc import Iterator

RAINY_NIGHT = "雨夜"
"""The search term of benchmarks, which is in one of 140 prompts."""
_RAINY_EVERY = 140
_STRIDE = 7_919  # a prime that divides no number of combinations


def _words(text: str) -> tuple[str, ...]:
    return tuple(" ".join(text.split()).split(" / "))


_CHINESE = _words("""
    {place}里的{thing}，{light}，{style} / {style}风格的{thing}，背景是{place}，{light} /
    {thing}放在{place}，{light}，产品摄影，{style} / 一张关于{thing}的海报，{place}，{style} /
    {light}下的{place}，前景是{thing}，{style}，细节丰富 / {place}，{thing}特写，{style}，{light}
""")
_RAINY = _words("""
    雨夜的城市街道，{thing}，霓虹倒影，{style} / {style}，雨夜，{place}，路灯下的{thing} /
    雨夜里的{place}，{thing}，电影感，{style}
""")
_PLACES_ZH = _words("""
    海边 / 老城小巷 / 雪山脚下 / 竹林 / 咖啡馆 / 江南水乡 / 图书馆 / 火车站台 / 屋顶花园 / 沙漠公路 / 茶室 /
    工作室 / 夜市 / 麦田 / 玻璃温室 / 码头 / 胡同 / 书房 / 湖畔 / 美术馆
""")
_THINGS_ZH = _words("""
    陶瓷花瓶 / 红色自行车 / 玻璃香水瓶 / 白猫 / 纸灯笼 / 木质椅子 / 运动鞋 / 机械手表 / 一束郁金香 / 蓝色茶杯 /
    复古相机 / 丝绸围巾 / 银色耳机 / 月饼礼盒 / 旗袍少女 / 宇航员 / 小提琴 / 旧地图 / 橘子汽水 / 瓷娃娃
""")
_LIGHTS_ZH = _words("""
    清晨的光 / 逆光 / 柔和的侧光 / 暖色烛光 / 正午阳光 / 蓝调时刻 / 金色夕阳 / 薄雾 / 月光 / 霓虹灯
""")
_STYLES_ZH = _words("""
    水彩 / 极简 / 胶片 / 国潮插画 / 赛博朋克 / 写实摄影 / 工笔画 / 扁平插画 / 油画 / 三维渲染
""")

_ENGLISH = _words("""
    A {thing} in a {place}, {light}, {style} / {style} of a {thing}, {place} in the background, {light} /
    Product photograph of a {thing} on stone, {place}, {light} /
    Poster: {thing} and {place}, {style}, {light} /
    Close-up of a {thing} by the window of a {place}, {light}, {style} /
    {place} at {light}, a {thing} in front, {style}
""")
_PLACES = _words("""
    harbour / library / greenhouse / desert road / rooftop garden / night market / train station / bakery /
    pine forest / old town / workshop / canal / tea house / museum hall / wheat field / snowy valley /
    lighthouse / courtyard / subway car / vineyard
""")
_THINGS = _words("""
    ceramic vase / red bicycle / perfume bottle / white cat / paper lantern / wooden chair / running shoe /
    wristwatch / bunch of tulips / blue teacup / vintage camera / silk scarf / pair of headphones / gift box /
    violin / astronaut / old map / glass of lemonade / porcelain doll / brass lamp
""")
_LIGHTS = _words("""
    morning light / backlight / soft side light / candlelight / noon sun / blue hour / golden hour / mist /
    moonlight / neon
""")
_STYLES = _words("""
    watercolour / minimal / 35 mm film / editorial / cyberpunk / documentary photograph / ink drawing /
    flat illustration / oil painting / 3D render
""")


def prompts(count: int) -> list[str]:
    """Distinct prompts, the same on every call; half of them Chinese."""
    chinese = _all(_CHINESE, _PLACES_ZH, _THINGS_ZH, _LIGHTS_ZH, _STYLES_ZH)
    english = _all(_ENGLISH, _PLACES, _THINGS, _LIGHTS, _STYLES)
    rainy = _all(_RAINY, _PLACES_ZH, _THINGS_ZH, ("",), _STYLES_ZH)
    return [next(rainy if no % _RAINY_EVERY == 0 else chinese if no % 2 else english) for no in range(count)]


def _all(*parts: tuple[str, ...]) -> Iterator[str]:
    """Every combination of a pattern with its words, in an order where neighbours differ."""
    every = list(itertools.product(*parts))
    combined = (every[number * _STRIDE % len(every)] for number in range(len(every)))
    texts = (
        pattern.format(place=place, thing=thing, light=light, style=style)
        for pattern, place, thing, light, style in combined
    )
    return iter(dict.fromkeys(texts))
