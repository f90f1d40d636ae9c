"""How an image's page names the settings of its run."""

from studio.gallery.run_settings import run_settings
from studio.generations.models import Generation


def test_disabled_settings_are_shown_as_off():
    run = Generation(watermark=False, optimize_prompt="")
    assert run_settings(run) == [
        ("Group images", "Off"), ("Watermark", "Off"), ("Prompt optimisation", "Default"),
    ]  # fmt: skip


def test_enabled_settings_are_shown_with_their_value():
    run = Generation(max_images=4, watermark=True, optimize_prompt="standard")
    assert [value for _name, value in run_settings(run)] == ["Up to 4", "On", "Standard"]
