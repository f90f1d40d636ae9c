"""URLs of the administration pages. Those of people and teams are in `accounts.urls`."""

from django.urls import path

from studio.administration.views import (
    audit,
    budgets,
    hidden_images,
    installation,
    models,
    overview,
    prices,
    rules,
)

urlpatterns = [
    path("administration/", overview.overview, name="administration"),
    path("administration/provider-check/", overview.provider_check, name="provider_check"),
    path("administration/hidden/", hidden_images.hidden_images, name="hidden_images"),
    path("administration/settings/", installation.installation, name="installation"),
    path("administration/models/", models.models, name="models"),
    path("administration/prices/", prices.prices, name="prices"),
    path("administration/budgets/", budgets.budgets, name="budgets"),
    path("administration/budgets/teams/<slug:slug>/", budgets.team_budget, name="team_budget"),
    path("administration/budgets/people/<int:pk>/", budgets.person_budget, name="person_budget"),
    path("administration/audit/", audit.audit, name="audit"),
    path("administration/audit/export.<str:kind>", audit.audit_export, name="audit_export"),
    path("administration/rules/", rules.rules, name="rules"),
    path("administration/rules/new/", rules.rule_new, name="rule_new"),
    path("administration/rules/preview/", rules.rule_preview, name="rule_preview"),
    path("administration/rules/<int:pk>/", rules.rule, name="rule"),
    path("administration/rules/<int:pk>/switch/", rules.rule_switch, name="rule_switch"),
    path("administration/rules/<int:pk>/delete/", rules.rule_delete, name="rule_delete"),
]
