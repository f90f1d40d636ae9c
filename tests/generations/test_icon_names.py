"""A control with only an icon has a name and its keyboard shortcut, or the reason why it is disabled."""

from studio.generations.templatetags.studio import named


def test_the_tooltip_repeats_the_name():
    assert named("Share") == 'aria-label="Share" title="Share"'


def test_the_tooltip_shows_key_symbols_and_the_attribute_key_names():
    text = named("Next image", "→ J")
    assert text == 'aria-label="Next image" title="Next image (→ J)" aria-keyshortcuts="ArrowRight J"'


def test_a_plus_is_spelled_out():
    assert named("Zoom in", "+").endswith('title="Zoom in (+)" aria-keyshortcuts="Plus"')


def test_a_disabled_control_shows_the_reason():
    text = named("Favourite", "F", refused="You are <only> a guest.")
    assert text == 'aria-label="Favourite" disabled title="You are &lt;only&gt; a guest."'
