"""How dates are written on the usage page."""

from datetime import date

import pytest
from django.utils import translation

from studio.usage.report import writing


@pytest.mark.parametrize(("language", "name"), [("en", "November"), ("zh-hans", "11 月")])
def test_a_month_is_named_in_full(language, name):
    with translation.override(language):
        assert writing.month_name(date(2026, 11, 3)) == name
