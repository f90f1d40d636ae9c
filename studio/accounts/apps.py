from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "studio.accounts"
    label = "accounts"
    verbose_name = _("People and teams")

    def ready(self) -> None:
        import studio.accounts.auth.sign_ins  # noqa: F401  # connects signal receivers


class StudioAdminConfig(admin_apps.AdminConfig):
    """Django's admin with our site."""

    default = False  # this module's app is the one above
    default_site = "studio.accounts.admin_site.StudioAdminSite"
