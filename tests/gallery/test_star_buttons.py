"""The five star buttons of an image's page, for a given rating."""

from studio.gallery.curation.ratings import star_buttons


def test_the_stars_up_to_the_rating_are_filled():
    assert [star.is_filled for star in star_buttons(3)] == [True, True, True, False, False]


def test_the_own_rating_is_pressed_and_a_click_on_it_removes_it():
    assert [(star.value, star.is_pressed) for star in star_buttons(2)][:3] == [
        (1, False),
        (0, True),
        (3, False),
    ]


def test_without_a_rating_every_star_gives_one():
    assert [star.value for star in star_buttons(0)] == [1, 2, 3, 4, 5]
    assert not any(star.is_filled or star.is_pressed for star in star_buttons(0))
