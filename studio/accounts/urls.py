"""The map of what concerns one person, beside what allauth brings."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

urlpatterns = [path("", login_not_required(set_language), name="set_language")]
