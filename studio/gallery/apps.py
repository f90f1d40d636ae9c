from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GalleryConfig(AppConfig):
    name = "studio.gallery"
    label = "gallery"
    verbose_name = _("Gallery")

    def ready(self) -> None:
        from studio.gallery.bulk import actions
        from studio.gallery.comments import comments
        from studio.gallery.curation import trash
        from studio.infra.jobs import periodic

        comments.connect_signals()
        periodic.sweeps.append(actions.requeue_orphans)
        periodic.hourly.extend((actions.remove_old, trash.delete_expired))
