"""The Chinese words that ask for several images."""

import re

_DIGITS = {han: n for n, han in enumerate("一二三四五六七八九", 1)}
NUMBERS = (
    _DIGITS
    | {"十": 10, "二十": 20, "两": 2, "俩": 2, "仨": 3, "双": 2, "对": 2, "打": 12}
    | {f"十{han}": 10 + n for han, n in _DIGITS.items()}
)
_NUMBER = r"(?P<n>\d{1,2}|二十|十[一二三四五]|[二两三四五六七八九十])"
_MANY = rf"(?:(?<![第十百千\d这那把将]){_NUMBER}|十?几|好几|多|数|若干|一些)"
# Words that always mean the whole image …
_OUTPUTS = (
    r"(?:图片|图像|图(?![案书纸])|画面|分镜|视图|视角|角度|版本|变体|方案|镜头|机位|构图|效果图|概念图|配图|插图|插画|"
    r"特写|关键帧)"
)
# … and words that may also mean an object in it, such as a poster on a wall.
_PRINTS = (
    r"(?:照片|相片|海报|画(?![框架布笔])|封面|壁纸|头像|贴纸|表情包?|卡片|明信片|写真|摄影|设计|草图|线稿|横幅|主图|"
    r"详情页|作品|场景|页|长图|贺卡|banner|KV|主视觉|logo|图标|人像|肖像|漫画)"
)
_PICTURES = rf"(?:{_OUTPUTS}|{_PRINTS})"
_ORDER = (
    r"(?:生成|绘制|画|做|制作|创作|设计|输出|出|来|要|给我|给|拍摄|拍|共|一共|总共|合计|需要|想要|我想|帮我|请|再|展示|"
    r"呈现|渲染|排|分成|分为|提供|产出|整|弄|改成|变成|组图|套图|系列|一[组套])"
)
_BEGIN = r"(?:^|(?<=[。：:！!？?\n（(—]) ?)"
_ADJECTIVE = r"[^，。；,.;、：:！!？?\n的在和与]{0,10}?"
_TEXT = r"[^，。；,.;\n]"
_NOT_PLACED = r"(?! ?(?:贴|挂|摆|放|靠|钉|散落|铺|叠|夹|在墙|在桌|合|融|拼|中的|里的|的|并|结合|混|重叠))"
# “一套茶具” is a tea set.
_NOT_GOODS = (
    r"(?!茶具|餐具|家具|沙发|西装|衣服|服装|首饰|厨具|工具|护肤|酒具|制服|汉服|礼服|桌椅|房|公寓|书|瓷)"
)

PATTERNS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        # “一组六张插画”, “一套 4 幅”, “组图，共五张”
        rf"(?:一[组套]|系列|组图|套图){_TEXT}{{0,8}}?[,，:：]? ?(?:一?共|总共)? ?{_MANY} ?[张幅帧款页枚个]",
        # “一组海报”, “一套关于节气的插画”
        rf"一[组套]{_NOT_GOODS}(?:(?:关于|以|讲述|表现|展现|展示|描绘){_TEXT}{{1,16}}|{_ADJECTIVE}|"
        rf"{_TEXT}{{0,6}}的(?=插|海报|照片|图片|贴纸|图标|封面|壁纸|头像)){_PICTURES}",
        # “系列海报”, “海报系列”, “一系列”, “组图”
        rf"系列(?:感的?)?{_PICTURES}|{_PICTURES}系列|组图|套图|多图|组照|连环图",
        rf"(?:{_BEGIN}|(?<=[，,；]) ?|{_ORDER})一系列|一系列{_ADJECTIVE}{_PICTURES}",
        # “春夏秋冬各一张”, “每个季节一张”
        rf"各(?:来|出|画|做)?[一1] ?[张幅款]|每{_TEXT}{{1,8}}?[一1] ?[张幅款]",
        # “六张图”, “三幅插画”, “共四张”, also after a comma
        rf"(?:{_BEGIN}|(?<=[，,；;、 ])|{_ORDER}|用|分|从) ?{_MANY} ?[张幅帧组款版套] ?"
        rf"(?:{_ADJECTIVE}(?:的{_ADJECTIVE})?{_OUTPUTS}{_NOT_PLACED}|(?=[，。；,.;：:！!？?\n)）]|$))",
        # “三张海报”
        rf"(?:{_BEGIN}|{_ORDER}) ?{_MANY} ?[张幅帧款套版个] ?"
        rf"(?:{_ADJECTIVE}|{_TEXT}{{0,12}}的{_ADJECTIVE}){_PRINTS}{_NOT_PLACED}",
        rf"{_ORDER}(?P<n>俩|仨) ?{_ADJECTIVE}{_PICTURES}",
        rf"(?:{_BEGIN}|{_ORDER})一(?P<n>双|对|打) ?{_ADJECTIVE}{_PICTURES}",
        # “三个角度”, “四种配色方案”
        rf"{_MANY} ?[个种款组] ?(?:不同的?|各异的)?{_ADJECTIVE}"
        r"(?:视角|角度|版本|分镜|镜头|画面|变体|方案|机位|构图|配色|时刻|款式|特写|视图)"
        r"(?! ?(?:不同|各异|融|合|结合|混|拼|重叠|叠))",
    )
)
LEAD = re.compile(rf"^(?!一[组套]|组图|套图|系列){_ORDER}+ ?|^[ ,，]+", re.I)
