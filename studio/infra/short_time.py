"""The shortest text that names a moment near now."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def short_time(moment: datetime) -> str:
    """The time of day in the user's time zone, with the date unless it is today's; tomorrow's is “tomorrow”."""
    local = timezone.localtime(moment)
    time = date_format(local, "H:i")
    today = timezone.localdate()
    if local.date() == today:
        return time
    if local.date() == today + timedelta(days=1):
        return _("%(time)s tomorrow") % {"time": time}
    return f"{date_format(local, 'SHORT_DATE_FORMAT')} {time}"
