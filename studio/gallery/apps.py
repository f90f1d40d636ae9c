from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GalleryConfig(AppConfig):
    name = "studio.gallery"
    label = "gallery"
    verbose_name = _("Gallery")

    def ready(self) -> None:
        from studio.gallery import comments

        comments.follow()
