"""A moment near now is a time of day; another day is named."""

from datetime import timedelta

from django.utils import timezone, translation

from studio.infra.short_time import short_time


def noon(days: int):
    """Noon of the day that is this many days from today."""
    return timezone.localtime().replace(hour=12, minute=5) + timedelta(days=days)


def test_today_is_not_named():
    assert short_time(noon(0)) == "12:05"


def test_tomorrow_is_named():
    assert short_time(noon(1)) == "12:05 tomorrow"


def test_other_days_have_a_date_in_the_user_s_format():
    assert short_time(noon(-1)) == f"{noon(-1):%m/%d/%Y} 12:05"
    with translation.override("zh-hans"):
        assert str(noon(-1).year) in short_time(noon(-1))
