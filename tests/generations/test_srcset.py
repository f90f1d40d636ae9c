"""`srcset` lists the files of an image, and `sizes` its width before the layout is known."""

import pytest

from studio.generations.media.srcset import srcset, tile_sizes
from studio.provider.sizes import Size


def widths(size: Size) -> dict[str, list[int]]:
    """The widths listed for each file."""
    found: dict[str, list[int]] = {}
    for entry in srcset(size, "/images/1/").split(", "):
        url, width = entry.split()
        found.setdefault(url.removeprefix("/images/1/"), []).append(int(width.removesuffix("w")))
    return found


def test_each_file_is_used_as_soon_as_the_smaller_one_is_too_small():
    files = widths(Size(4096, 4096))
    assert files["small"] == [320]
    assert files["thumbnail"] == [336, 640]
    assert files["preview"] == [672, 1280]
    assert files["large"] == [1344, 2560]
    assert files["original"] == [2688, 4096]


@pytest.mark.parametrize(("longer", "largest"), [(300, "small"), (640, "thumbnail"), (2048, "large")])
def test_a_file_that_is_no_larger_than_another_is_not_listed(longer: int, largest: str):
    files = widths(Size(longer, longer // 2))
    assert list(files)[-1] == largest
    assert files[largest][-1] == longer


def test_the_files_of_a_tall_image_are_narrow():
    assert widths(Size(1440, 2560))["thumbnail"][-1] == 360


def test_a_single_image_is_as_wide_as_its_height_allows():
    assert tile_sizes(images=1, shape="landscape", ar=1.5) == "min(100vw - 3rem, 36rem)"
    assert tile_sizes(images=4, shape="landscape", ar=1.5) == "(width <= 45rem) 45vw, 19rem"
