"""Creates and decides budget requests in tests."""

import uuid

from django.urls import reverse

from studio.audit.models import AuditEntry
from studio.generations.budget_requests.requesting import request_budget
from studio.generations.models import BudgetRequest
from tests.fixtures import generation_params

HTMX = {"HX-Request": "true"}
LIST = "/budget-requests/"
FORM = {"prompt": "A vase", "size_mode": "ratio", "size": "2048x2048", "group": "auto", "max_images": "4"}


def create_budget_request(owner, team=None, **changes) -> BudgetRequest:
    """A request for a group of four, which costs CN¥1.00."""
    params = generation_params(max_images=4, **changes)
    return request_budget(params, by=owner, submission=uuid.uuid4(), team=team, purpose="Autumn poster")


def decide(client, request: BudgetRequest, action: str = "approve", **data):
    return client.post(reverse(f"budget_request_{action}", args=[request.pk]), data)


def audited_actions() -> list[str]:
    entries = AuditEntry.objects.filter(action__startswith="budget.").order_by("pk")
    return list(entries.values_list("action", flat=True))
