"""The map of what concerns one person, before what allauth brings."""

from django.urls import path

from studio.accounts import views

urlpatterns = [
    path("", views.profile, name="account"),
    path("language/", views.set_language, name="set_language"),
    path("email/", views.change_address, name="account_email"),
    path("confirm-email/<str:key>/", views.confirm_address, name="account_confirm_email"),
]
