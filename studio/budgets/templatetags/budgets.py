"""Template tags for budgets."""

from django import template

from studio.accounts.models import Team, User
from studio.budgets.forms import BudgetForm
from studio.budgets.status import BudgetStatus, status_of

register = template.Library()


@register.simple_tag
def budget_status(subject: Team | User) -> BudgetStatus:
    """The budget of a person or a team this month."""
    return status_of(subject)


@register.filter
def budget_form(status: BudgetStatus) -> BudgetForm:
    """The form to change the budget, with its current values."""
    return BudgetForm.for_status(status)
