"""The field for amounts of money, and the forms for prices and budgets."""

from collections.abc import Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Any, Self

from babel.numbers import get_currency_precision
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from studio.budgets.money import micros
from studio.budgets.status import BudgetStatus

MAX_AMOUNT = Decimal(1_000_000_000)
PRICE_DIGITS = 6
"""A price per image may be smaller than the smallest coin; the ledger counts in millionths."""


class MoneyField(forms.DecimalField):
    """An amount in the installation's currency, as micro-units; None where the field is empty."""

    def __init__(self, *, digits: int | None = None, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=MAX_AMOUNT, **kwargs)
        self.digits = digits

    def clean(self, value: Any) -> int | None:
        if "," in str(value):  # ambiguous: commas group digits or mark decimals, depending on the country
            raise ValidationError(
                _("Enter the amount without commas, with a point before the decimals, as in 1500.25."),
                code="comma",
            )
        amount: Decimal | None = super().clean(value)
        if amount is None:
            return None
        digits = get_currency_precision(settings.CURRENCY) if self.digits is None else self.digits
        if amount != round(amount, digits):
            raise ValidationError(self._too_many_decimals(digits), code="digits")
        return micros(amount)

    def prepare_value(self, value: Any) -> Any:
        """Formats micro-units as an amount; typed text is kept."""
        return format_amount(value) if isinstance(value, int) else value

    def _too_many_decimals(self, digits: int) -> str:
        if not digits:
            return _("%(currency)s has no decimals. Enter a whole number.") % {"currency": settings.CURRENCY}
        return ngettext(
            "%(currency)s has %(digits)d decimal.", "%(currency)s has up to %(digits)d decimals.", digits
        ) % {"currency": settings.CURRENCY, "digits": digits}


def format_amount(amount: int) -> str:
    """Formats micro-units for a form: `12.5`, without currency sign and trailing zeros."""
    text = f"{Decimal(amount) / 1_000_000:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class PriceForm(forms.Form):
    """Adds a price from a day on; earlier prices stay."""

    model = forms.ChoiceField(label=gettext_lazy("Provider and model"))
    price = MoneyField(
        digits=PRICE_DIGITS,
        label=gettext_lazy("Price per image"),
        error_messages={"required": gettext_lazy("Enter a price.")},
    )
    valid_from = forms.DateField(label=gettext_lazy("Valid from"), required=False)

    def __init__(self, *args: Any, models: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["model"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = models

    def clean_valid_from(self) -> datetime | None:
        """The start of the day in the installation's time zone; None for now."""
        day = self.cleaned_data["valid_from"]
        if day is None or day == timezone.localdate(timezone=timezone.get_default_timezone()):
            return None
        moment = timezone.make_aware(datetime.combine(day, time()), timezone.get_default_timezone())
        if moment < timezone.now():
            raise ValidationError(_("Choose today or a later day. Prices of the past cannot be changed."))
        return moment


class BudgetForm(forms.Form):
    """The monthly budget, and the extra for this month."""

    amount = MoneyField(required=False, label=gettext_lazy("Budget per month"))
    is_hard = forms.ChoiceField(
        label=gettext_lazy("When it is used up"),
        choices=[("1", gettext_lazy("Stop new runs")), ("0", gettext_lazy("Warn only"))],
        required=False,
    )
    extra = MoneyField(required=False, label=gettext_lazy("Extra for this month only"))

    @classmethod
    def for_status(cls, status: BudgetStatus) -> Self:
        """An unbound form with the current budget."""
        limit = None if status.limit is None else status.limit - status.extra
        is_hard = "0" if limit is not None and not status.is_hard else "1"
        return cls(initial={"amount": limit, "is_hard": is_hard, "extra": status.extra or None})

    def clean_is_hard(self) -> bool:
        return bool(self.cleaned_data["is_hard"] != "0")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("extra") and data.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _("Without a budget there is nothing to add to."))
        return data
