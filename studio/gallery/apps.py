from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GalleryConfig(AppConfig):
    name = "studio.gallery"
    label = "gallery"
    verbose_name = _("Gallery")

    def ready(self) -> None:
        from studio.engine import chores
        from studio.gallery import bulk, comments

        comments.follow()
        chores.sweeps.append(bulk.requeue_orphans)
        chores.hourly.append(bulk.remove_old)
