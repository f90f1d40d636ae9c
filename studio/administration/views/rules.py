"""Input rules: of the company for administrators, of a team (`?team=<slug>`) for its leads; read-only for auditors."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from studio.accounts.models import Team, User
from studio.accounts.permissions import denial_reason_edit_rules, denial_reason_view_rules, require
from studio.accounts.request_utils import SignedIn
from studio.administration.forms import RuleForm
from studio.administration.rule_preview import preview
from studio.policies.models import InputRule
from studio.policies.rules.actions import TooManyRules, change_rule, create_rule, delete_rule


def _team_of_rules(request: SignedIn) -> Team | None:
    """The team in the URL; 404 for those who may not see its rules."""
    slug = request.GET.get("team", "")
    team = get_object_or_404(Team.objects.visible_to(request.user), slug=slug) if slug else None
    _require_view_rules_or_404(request.user, team)
    return team


def _require_view_rules_or_404(person: User, team: Team | None) -> None:
    if denial_reason_view_rules(person, team):
        raise Http404


def _rule(request: SignedIn, pk: int) -> InputRule:
    rule = get_object_or_404(InputRule.objects.select_related("team", "author"), pk=pk)
    _require_view_rules_or_404(request.user, rule.team)
    return rule


def _list_url(team: Team | None) -> str:
    return reverse("rules", query={"team": team.slug} if team else None)


@never_cache
@require_GET
def rules(request: SignedIn) -> HttpResponse:
    """The rules of the company or a team; a team's page also lists the company's, which apply there too."""
    team = _team_of_rules(request)
    made_in = Team.objects.filter(input_rules__isnull=False).annotate(size=Count("input_rules"))
    context = {
        "team": team,
        "rules": InputRule.objects.of(team).select_related("author"),
        "company_rules": InputRule.objects.of(None).filter(is_active=True) if team else [],
        "teams": made_in.order_by("name") if team is None else [],
        "closed": denial_reason_edit_rules(request.user, team),
    }
    return render(request, "administration/rules.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def rule_new(request: SignedIn) -> HttpResponse:
    """A form for a new rule; POST creates it, or previews it (field `try`)."""
    team = _team_of_rules(request)
    require(denial_reason_edit_rules(request.user, team))
    form = RuleForm(request.POST or None)
    if request.method == "POST" and "try" not in request.POST and form.is_valid():
        try:
            made = create_rule(form.cleaned_data, team=team, by=request.user)
        except TooManyRules as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Rule “%(rule)s” is active.") % {"rule": made})
            return redirect(_list_url(team))
    return _form_page(request, form, team=team)


@never_cache
@require_http_methods(["GET", "POST"])
def rule(request: SignedIn, pk: int) -> HttpResponse:
    """A rule's form; POST changes it, or previews it (field `try`)."""
    found = _rule(request, pk)
    form = RuleForm(request.POST or None, instance=found)
    if request.method == "POST":
        require(denial_reason_edit_rules(request.user, found.team))
        if "try" not in request.POST and form.is_valid():
            changed = change_rule(found, form.cleaned_data, by=request.user)
            messages.success(request, _("Saved.") if changed else _("Nothing has changed."))
            return redirect(_list_url(found.team))
    return _form_page(request, form, team=found.team, found=found)


def _form_page(
    request: SignedIn, form: RuleForm, *, team: Team | None, found: InputRule | None = None
) -> HttpResponse:
    text = form["text"].value() or ""
    tried = preview(form["kind"].value(), text, team=team, viewer=request.user) if text.strip() else None
    context = {
        "form": form,
        "team": team,
        "rule": found,
        "preview": tried,
        "list_url": _list_url(team),
        "preview_url": reverse("rule_preview", query={"team": team.slug} if team else None),
        "closed": denial_reason_edit_rules(request.user, team),
    }
    wrong = form.errors and "try" not in request.POST
    return render(request, "administration/rule.html", context, status=422 if wrong else 200)


@never_cache
@require_POST
def rule_preview(request: SignedIn) -> HttpResponse:
    """Previews the matches of the rule in the form, while it is edited."""
    team = _team_of_rules(request)
    require(denial_reason_edit_rules(request.user, team))
    text = request.POST.get("text", "")
    tried = (
        preview(request.POST.get("kind", ""), text, team=team, viewer=request.user) if text.strip() else None
    )
    return render(request, "administration/rule_preview.html", {"preview": tried})


@require_POST
def rule_switch(request: SignedIn, pk: int) -> HttpResponse:
    """Switches a rule on (field `is_active`) or off."""
    found = _rule(request, pk)
    is_active = bool(request.POST.get("is_active"))
    change_rule(found, {"is_active": is_active}, by=request.user)
    message = _("Rule “%(rule)s” is active.") if is_active else _("Rule “%(rule)s” is off.")
    messages.success(request, message % {"rule": found})
    return redirect(_list_url(found.team))


@require_POST
def rule_delete(request: SignedIn, pk: int) -> HttpResponse:
    found = _rule(request, pk)
    delete_rule(found, by=request.user)
    messages.success(request, _("Rule “%(rule)s” is deleted.") % {"rule": found})
    return redirect(_list_url(found.team))
