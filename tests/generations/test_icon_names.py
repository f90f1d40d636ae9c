"""A control with only an icon says its name, its key, or why it is refused."""

from studio.generations.templatetags.studio import named


def test_the_tooltip_repeats_the_name():
    assert named("Share") == 'aria-label="Share" title="Share"'


def test_the_tooltip_says_the_keys_as_keyboards_do_and_the_attribute_as_browsers_do():
    text = named("Next image", "→ J")
    assert text == 'aria-label="Next image" title="Next image (→ J)" aria-keyshortcuts="ArrowRight J"'


def test_a_plus_is_spelled_out():
    assert named("Zoom in", "+").endswith('title="Zoom in (+)" aria-keyshortcuts="Plus"')


def test_what_is_refused_says_why():
    text = named("Favourite", "F", refused="You are <only> a guest.")
    assert text == 'aria-label="Favourite" disabled title="You are &lt;only&gt; a guest."'
