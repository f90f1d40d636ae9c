"""The English words that ask for several images."""

import re

NUMBERS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "twenty": 20,
    "a pair of": 2, "a couple of": 2, "a trio of": 3, "half a dozen": 6, "a dozen": 12,
}  # fmt: skip
_NUMBER = rf"(?P<n>(?<!\d:)\d{{1,2}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
_MANY = rf"(?:{_NUMBER}(?: ?x\b)?|several|multiple|a few|a handful of|various|a number of)"
# Words that always mean the whole image …
_OUTPUTS = (
    r"(?:images|views|variations|variants|versions|alternatives|options|angles|viewpoints|perspectives|concepts|"
    r"compositions|colou?rways|iterations|renders|renderings|shots|stills|scenes|illustrations|storyboard frames|"
    r"key ?frames|takes|crops|executions|explorations|close-?ups)"
)
# … and words that may also mean an object in it, such as a poster on a wall.
_PRINTS = (
    r"(?:pictures|pics|photos|photographs|posters|portraits|paintings|prints|drawings|sketches|cards|postcards|"
    r"covers|banners|stickers|icons|wallpapers|designs|logos|frames|slides|pages|mock-?ups|avatars|layouts|"
    r"thumbnails|ads|visuals|watercolou?rs|spreads|patterns|backgrounds|vignettes|stories|flyers|invitations|"
    r"headers|tiles|looks)"
)
_PICTURES = rf"(?:{_OUTPUTS}|{_PRINTS})"
# Words between a number and its noun: no plural, and nothing that begins another phrase.
_NO_WORD = r"(?!(?:of|with|in|on|at|and|or|for|to|from|by|the|a|an|children|people|men|women)\b)"
_ADJECTIVES = rf"(?:{_NO_WORD}[a-z0-9:/’'-]{{0,20}}(?:[a-z0-9](?<!s)|ss),? ){{0,4}}?"
_ORDER = (
    r"(?:generate|create|make|draw|design|give me|show me|show|produce|render|paint|need|want|like|please|"
    r"deliver|output|shoot|illustrate|exactly|get|provide|sketch|explore|do|also|as|me|total of|at least|up to|"
    r"into|storyboard in)"
)
_BEGIN = r"(?:^|(?<=[.:!?\n(—–-]) ?)"
_SURFACE = (
    r"(?:walls?|desk|table|shelf|floor|fridge|board|corkboard|easel|door|ledge|counter|street|gallery|background|"
    r"corner|room|window|hands?|wood|linen|marble)"
)
_NOT_PLACED = (
    r"(?! (?:hang|hung|above|behind|pinned|taped|lean|stacked|scattered|glued|stuck|beside|next to|lying|fanned|"
    r"floating|(?:on|in|over|across|against|under) (?:the|a|an|his|her|their|its|one|top) "
    rf"(?:[\w-]+ ){{0,3}}?{_SURFACE}\b))"
    r"(?! of (?:espresso|whisky|whiskey|tequila|vodka|rum|coffee)\b)(?! of the world\b)"
)
_NOT_SPLIT = r"(?<!split into )(?<!divided into )"

PATTERNS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        # “a series of six posters”, “a set of 4 icons”, “a sequence of images”
        r"\b(?:series|sequence|set|suite|collection|batch|pack|run) of "
        rf"(?:{_MANY} )?{_ADJECTIVES}{_PICTURES}\b",
        # “a series of 4 vases”, “a series of vases”: the guide's own words, at the start or ordered
        rf"(?:{_BEGIN}|\b{_ORDER} |, ?(?:as )?)(?:an?|one) (?:[a-z-]+ ){{0,2}}?(?:series|sequence) of"
        rf"(?: {_MANY}\b)?",
        # “six-image series”, “a four-part campaign”
        rf"\b{_NUMBER}[- ](?:image|picture|photo|part|frame|shot|poster|piece|card|scene|page)s?[- ]"
        r"(?:[a-z]+ )?(?:series|sets?|sequence|storyboard|story|collection|campaign|carousel)\b",
        # “poster series”, “a photo series of six”
        r"\b(?:poster|image|picture|photo|illustration|postcard|wallpaper|print|cover|banner|portrait)s? "
        rf"(?:series|set|sequence|collection)\b(?: (?:of |\()?{_NUMBER}\b)?",
        # “one poster for each month”, “one image each”
        r"\b(?:one|an?) (?:[a-z-]+ ){1,2}(?:per|for each|for every)\b|\bone (?:image )?each\b",
        # “six views”, also after a comma
        rf"(?:{_BEGIN}|(?<=[,;+&]) ?|\b(?:{_ORDER}|in|across|over|and|then|for|from) ){_NOT_SPLIT}"
        rf"{_MANY} {_ADJECTIVES}{_OUTPUTS}\b{_NOT_PLACED}",
        # “three posters for a festival”
        rf"(?:{_BEGIN}|\b{_ORDER} ){_NOT_SPLIT}{_MANY} {_ADJECTIVES}{_PRINTS}\b{_NOT_PLACED}",
        r"\b(?:from|in) different (?:angles|viewpoints|perspectives|versions|variations)\b",
    )
)
LEAD = re.compile(rf"^(?:{_ORDER}|in|across|over|and|then|for|from) |^[ ,;]+", re.I)
