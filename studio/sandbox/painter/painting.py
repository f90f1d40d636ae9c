"""From a prompt to a JPEG."""

from collections.abc import Sequence

from PIL import Image

from . import finish, lettering
from . import references as prints
from .brief import Brief, read
from .canvas import to_picture
from .colour import rgb, toned
from .frame import Frame
from .scenes import OWN_COLOURS, SCENES


def paint(
    prompt: str,
    width: int,
    height: int,
    *,
    index: int = 0,
    references: Sequence[Image.Image] = (),
    watermark: bool = True,
) -> bytes:
    """A JPEG of exactly `width` x `height` that answers `prompt`; the same arguments give the same bytes.

    `index` is the frame's place in its group. `references` lend their colours and lie on the picture as prints.
    The picture always says SANDBOX; `watermark` adds the notice the real service draws.
    """
    brief = read(prompt, index, tuple(SCENES))
    picture = finish.enlarge(unsigned(brief, width, height, references), width, height)
    picture = finish.grain(picture, brief.seed)
    lettering.entitle(picture, brief.titles, top=0.07)
    lettering.sign(picture, watermark=watermark)
    return finish.jpeg(picture)


def unsigned(brief: Brief, width: int, height: int, references: Sequence[Image.Image]) -> Image.Image:
    """The painting at its internal size, without any lettering."""
    across, down = finish.internal_size(width, height)
    named = tuple(rgb(colour) for colour in brief.colours)
    frame = Frame(width=across, height=down, brief=brief, hues=(prints.palette(references) or named))
    planes = SCENES[brief.scene](frame)
    if frame.hues and brief.scene not in OWN_COLOURS:
        planes = toned(planes, frame.hues, 0.42)
    picture = to_picture(planes)
    prints.lay_prints(picture, references, brief.seed)
    return picture
