"""The vocabulary: which words, English and Chinese, mean what to the painter."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

# Scene -> (weight, words). Styles weigh more than places: an ink wash of a lake is an ink wash.
SCENES: Mapping[str, tuple[tuple[int, str], ...]] = {
    "poster": ((6, "poster,flyer,cover,screen print,flat design,海报,封面,宣传画,平面设计"),),
    "ink": ((6, "ink wash,ink painting,sumi-e,shan shui,brush painting,水墨,国画,山水画,墨色,写意"),),
    "silk": ((5, "silk,satin,fabric,abstract,fluid,liquid,gradient,丝绸,绸缎,抽象,流体,渐变"),),
    "still": (
        (
            4,
            "vase,product,still life,perfume,bottle,ceramic,porcelain,podium,packshot,花瓶,产品,静物,陶瓷,瓷器,香水",
        ),
        (2, "cup,teapot,jar,bowl,orange,fruit,studio light,茶壶,杯,碗,水果,橙"),
    ),
    "city": (
        (
            3,
            "city,neon,skyline,street,cyberpunk,skyscraper,downtown,城市,霓虹,街,都市,赛博朋克,高楼,上海,夜市",
        ),
        (2, "umbrella,traffic,tokyo,shanghai,hong kong,new york,伞,车流,香港"),
    ),
    "courtyard": (
        (
            3,
            "architecture,architectural,courtyard,arch,arches,archway,stairs,villa,建筑,庭院,拱门,楼梯,别墅,院落",
        ),
        (2, "building,house,interior,room,clay,wall,房,室内,白模,墙"),
    ),
    "dunes": ((3, "desert,dune,sahara,camel,sand,oasis,沙漠,沙丘,大漠,戈壁,骆驼"),),
    "sky": (
        (4, "aurora,northern lights,galaxy,milky way,nebula,starry,极光,星空,银河,星云"),
        (2, "space,star,stars,cosmos,planet,宇宙,太空,星"),
    ),
    "pond": ((4, "lotus,water lily,water lilies,lily pad,koi,pond,荷,莲,锦鲤,睡莲,池塘"),),
    "blossom": (
        (3, "blossom,blossoms,sakura,cherry,plum blossom,peony,bouquet,樱,梅花,桃花,牡丹,花枝"),
        (2, "flower,floral,petal,rose,bird,花,玫瑰,鸟"),
    ),
    "forest": (
        (3, "forest,woods,woodland,jungle,grove,birch,森林,树林,丛林,竹林,白桦"),
        (1, "tree,moss,fern,deer,树,苔,鹿"),
    ),
    "sea": (
        (3, "sea,ocean,beach,wave,coast,shore,island,surf,海,海滩,沙滩,浪,岛,海岸"),
        (2, "lighthouse,sail,boat,ship,灯塔,帆,船"),
    ),
    "valley": (
        (3, "mountain,valley,alpine,peak,summit,山谷,山,峰,峡谷"),
        (2, "lake,river,meadow,hill,landscape,pine,湖,河,草原,风景,松"),
    ),
}

SEASONS = {
    "spring": "spring,springtime,春",
    "summer": "summer,summertime,midsummer,夏",
    "autumn": "autumn,autumnal,fall foliage,fall colours,fall colors,maple,秋,枫",
    "winter": "winter,wintry,frozen,snow,snowy,冬,雪,冰",
}

TIMES = {
    "dawn": "dawn,sunrise,daybreak,first light,morning,破晓,黎明,日出,清晨,早晨,晨,拂晓",
    "day": "noon,midday,daylight,daytime,sunny,afternoon,正午,中午,白天,白昼,晴,午后",
    "dusk": "dusk,sunset,golden hour,evening,twilight,暮色,黄昏,日落,傍晚,夕阳,晚霞,暮",
    "night": "night,moonlit,moonlight,midnight,nocturne,moon,月夜,夜,月光,午夜,月,深夜",
}

WEATHER = {
    "rain": "rain,rainy,drizzle,storm,wet,雨,暴雨",
    "mist": "mist,misty,fog,foggy,haze,雾,云海,薄雾,烟",
    "snowfall": "snowfall,snowing,blizzard,飘雪,下雪,雪花",
}

COLOURS = {
    "#c8372d": "red,crimson,scarlet,vermilion,红,朱,赤",
    "#e7772c": "orange,amber,橙色,橘",
    "#e9b93a": "yellow,gold,golden,黄,金",
    "#3f8f4f": "green,emerald,绿",
    "#1f9c7c": "jade,mint,翡翠,玉,薄荷",
    "#1f8f9a": "teal,turquoise,cyan,青",
    "#2b62c4": "blue,azure,蓝",
    "#2a3f8f": "indigo,navy,cobalt,靛",
    "#7446b8": "purple,violet,lavender,紫",
    "#e27ba6": "pink,magenta,粉",
    "#a5673f": "brown,terracotta,clay,棕,褐,陶土",
    "#ece6da": "white,ivory,cream,白色,米色,纯白",
    "#2b2c33": "black,charcoal,黑",
    "#8d929a": "grey,gray,silver,monochrome,灰,银",
}

MOTIFS = {
    "boat": "boat,sail,ship,船,帆,舟",
    "beach": "beach,shore,sand,沙滩,海滩,海岸",
    "bird": "bird,crane,heron,swallow,鸟,鹤,燕",
    "koi": "koi,fish,carp,鱼,锦鲤",
    "tea": "tea,teacup,茶",
    "wave": "wave,ocean,sea,surf,浪,海",
    "flower": "flower,blossom,bouquet,花,樱,梅",
    "bamboo": "bamboo,竹",
    "camel": "camel,caravan,骆驼,驼队",
    "umbrella": "umbrella,伞",
    "fruit": "fruit,orange,citrus,lemon,水果,橙,橘",
    "podium": "product,podium,packshot,perfume,geometric,产品,香水,几何",
    "galaxy": "galaxy,milky way,nebula,cosmos,space,银河,星云,宇宙,太空",
    "clay": "clay,white model,massing,白模,素模",
}

FOUR_SEASONS = re.compile(r"four seasons|四季", re.IGNORECASE)


@cache
def pattern(words: str) -> re.Pattern[str]:
    """One expression for a comma list: longest first, so that 花瓶 is not read as 花, 海报 not as 海."""
    parts = sorted(words.split(","), key=len, reverse=True)
    return re.compile("|".join(piece(part) for part in parts), re.IGNORECASE)


def piece(word: str) -> str:
    return rf"\b{re.escape(word)}(?:s|es)?\b" if word.isascii() else re.escape(word)


def occurrences(table: Mapping[str, str], text: str) -> list[tuple[int, str]]:
    """(position, meaning) of each word of the table found in the text, in the text's order."""
    found = [
        (match.start(), name) for name, words in table.items() for match in pattern(words).finditer(text)
    ]
    return sorted(found)


def meanings(table: Mapping[str, str], text: str) -> tuple[str, ...]:
    """The meanings found, each once, first named first."""
    return tuple(dict.fromkeys(name for _, name in occurrences(table, text)))


def scene_scores(text: str) -> dict[str, int]:
    """Scenes the text speaks of. A word inside a longer known word (海 in 海报) does not count."""
    weights = {
        word.casefold(): (name, weight)
        for name, groups in SCENES.items()
        for weight, words in groups
        for word in words.split(",")
    }
    scores: dict[str, int] = {}
    for match in pattern(",".join(weights)).finditer(text):
        name, weight = weight_of(match.group().casefold(), weights)
        scores[name] = scores.get(name, 0) + weight
    return scores


def weight_of(word: str, weights: Mapping[str, tuple[str, int]]) -> tuple[str, int]:
    return next(weights[form] for form in singulars(word) if form in weights)


def singulars(word: str) -> Iterable[str]:
    yield word
    yield word.removesuffix("s")
    yield word.removesuffix("es")
