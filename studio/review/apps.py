from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    name = "studio.review"
    label = "review"
    verbose_name = _("Review")

    def ready(self) -> None:
        from studio.accounts import notifications
        from studio.accounts.models import NotificationKind
        from studio.gallery import image_sections
        from studio.review import sections
        from studio.review.flags import section
        from studio.review.models import ReviewEvent, Submission
        from studio.review.queue import live
        from studio.review.workflow.history import summaries

        live.register()
        image_sections.register("review/section.html", sections.image_section)
        image_sections.register("review/flag_section.html", section.flag_section)
        notifications.register_summaries(NotificationKind.REVIEW, summaries)
        notifications.register_visibility(
            NotificationKind.REVIEW,
            lambda person: ReviewEvent.objects.filter(submission__in=Submission.objects.visible_to(person)),
        )
