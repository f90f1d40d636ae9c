"""The usage page: the person's own, their teams', or everyone's."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from studio.accounts.request_utils import SignedIn
from studio.usage.figures import MoneyKind
from studio.usage.query import METRICS, MINE, PERIODS, PRIVATE, VIEW_LABELS, UsageQuery, read
from studio.usage.report.page import Report, report


@never_cache
@require_GET
def usage(request: SignedIn) -> HttpResponse:
    """Filtered by `view`, `team`, `period` or two days, `metric` and `q` in the URL; 404 for what they may not see."""
    query = read(request.user, request.GET.dict())
    found = report(query)
    context = {
        "query": query,
        "report": found,
        "private": PRIVATE,
        "is_mine": query.view == MINE,
        **_choices(query),
        **_links(query, found),
    }
    return render(request, "usage/usage.html", context)


def _choices(query: UsageQuery) -> dict[str, Any]:
    """The switches: label, URL, and whether it is the current one."""
    periods = {"7": _("7 days"), "month": _("This month"), "90": _("90 days")}
    metrics = {"money": _("Money"), "tokens": _("Tokens"), "images": _("Images")}
    return {
        "views": [
            (VIEW_LABELS[name], query.address(view=name, team="", q="", kind=""), name == query.view)
            for name in query.views
        ],
        "periods": [(periods[name], query.address(period=name), name == query.period) for name in PERIODS],
        "metrics": [(metrics[name], query.address(metric=name), name == query.metric) for name in METRICS],
    }


def _links(query: UsageQuery, found: Report) -> dict[str, Any]:
    people = found.found
    pages = {"previous": people.page - 1, "next": people.page + 1 if people.page < people.pages else 0}
    return {
        "exports": query.address(metric="", q=""),
        "kinds": [(kind_name(kind), query.address(kind=kind.key)) for kind in found.other_kinds],
        "kind_name": kind_name(found.kind),
        **{f"{name}_page": number and query.address(page=str(number)) for name, number in pages.items()},
    }


def kind_name(kind: MoneyKind) -> str:
    """The label of a kind of money."""
    if kind.is_sandbox:
        return _("Practice images, %(currency)s") % {"currency": kind.currency}
    return _("Billed images, %(currency)s") % {"currency": kind.currency}
