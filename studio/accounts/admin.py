from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob

from studio.accounts.models import Membership, Team, User
from studio.accounts.request_utils import SignedIn
from studio.audit.actions import Action
from studio.audit.record import record
from studio.infra.read_only_admin import ReadOnlyAdmin, ReadOnlyInline

# Tables of libraries: the studio has its own pages for them, or does not need them.
admin.site.unregister([EmailAddress, Group, ProcrastinateJob, UserSession])


ACCESS = {"is_staff", "is_superuser", "is_auditor"}
"""The fields that grant access everywhere."""


class MembershipInline(ReadOnlyInline):
    """Read-only: the team page edits memberships, and ensures that every team keeps a lead."""

    model = Membership


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    ordering = ["email"]
    list_display = ["email", "name", "is_active", "is_staff", "is_auditor", "date_joined"]
    search_fields = ["email", "name"]
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        (_("Person"), {"fields": ["name", "language", "time_zone"]}),
        (_("Access"), {"fields": ["is_active", "is_staff", "is_superuser", "is_auditor"]}),
    ]
    # Read-only: suspending on the people page also ends sessions and records who did it.
    readonly_fields = ["is_active"]
    add_fieldsets = [(None, {"fields": ["email", "name", "usable_password", "password1", "password2"]})]
    filter_horizontal = []
    list_filter = ["is_active", "is_staff", "is_auditor"]
    inlines = [MembershipInline]

    def save_model(self, request: SignedIn, obj: User, form: ModelForm, change: bool) -> None:  # type: ignore[override]
        """Saves and records the changes together: Django's admin runs this in a transaction."""
        super().save_model(request, obj, form, change)
        changed = [name for name in form.changed_data if name in form.cleaned_data and "password" not in name]
        before = {name: form.initial.get(name) for name in changed} if change else None
        after = {name: form.cleaned_data[name] for name in changed}
        if after:
            record(_action(changed, change), actor=request.user, target=obj, before=before, after=after)

    def delete_model(self, request: SignedIn, obj: User) -> None:  # type: ignore[override]
        record(Action.PERSON_DELETED, actor=request.user, target=obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: SignedIn, queryset: QuerySet[User]) -> None:  # type: ignore[override]
        with transaction.atomic():
            for person in queryset:
                self.delete_model(request, person)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Nobody sets another person's password: the person's page creates a link with which they choose one."""
        return redirect("person", id)


def _action(changed: list[str], is_change: bool) -> Action:
    if not is_change:
        return Action.PERSON_ADDED
    return Action.ACCESS_CHANGED if ACCESS & {*changed} else Action.PERSON_EDITED


@admin.register(Team)
class TeamAdmin(ReadOnlyAdmin):
    list_display = ["name", "slug", "created", "archived_at"]
    inlines = [MembershipInline]
