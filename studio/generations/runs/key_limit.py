"""How many images an access key may generate per month.

Images rather than money: the number stays valid when prices change, and the budgets of the person and the team, which
apply to a key too, already limit the money.
"""

from django.db import connection
from django.utils.translation import gettext as _

from studio.accounts.models import AccessKey
from studio.accounts.permissions import Forbidden
from studio.budgets.periods import this_month
from studio.generations.models import Generation, Image
from studio.generations.states import BILLED, OPEN_SLOTS


class KeyLimitReached(Forbidden):
    """The key's monthly images are used up; the message says how many there were, and how many the run needs."""

    def __init__(self, key: AccessKey, *, used: int, wanted: int) -> None:
        facts = {"key": key.name, "limit": key.images_per_month, "used": used, "wanted": wanted}
        super().__init__(
            _(
                "The access key “%(key)s” is limited to %(limit)d images per month. %(used)d are used, and this run "
                "can make up to %(wanted)d. Nothing was sent or billed."
            )
            % facts
        )


def images_this_month(key: AccessKey) -> int:
    """Images that the key's runs of this month generated, and those that they may still generate."""
    counted = (*BILLED, *OPEN_SLOTS)
    runs = Generation.objects.filter(key=key, day__gte=this_month()).order_by()
    return Image.objects.filter(generation__in=runs.values("pk"), state__in=counted).count()


def check_key_limit(run: Generation) -> None:
    """Checks the limit for a stored run; raises KeyLimitReached, and the caller must roll the transaction back.

    The key's row is locked until the transaction ends, so that simultaneous runs cannot exceed the limit. Foreign
    keys are checked before, since that waits for rows that a revocation of the key may have locked.
    """
    key = run.key
    if key is None or key.images_per_month is None:
        return
    connection.check_constraints()
    AccessKey.objects.select_for_update(no_key=True).get(pk=key.pk)
    used = images_this_month(key)
    if used > key.images_per_month:
        raise KeyLimitReached(key, used=used - run.planned, wanted=run.planned)
