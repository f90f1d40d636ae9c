from studio.budgets.models.budget import Budget
from studio.budgets.models.period import BudgetPeriod
from studio.budgets.models.price import Price

__all__ = ["Budget", "BudgetPeriod", "Price"]
