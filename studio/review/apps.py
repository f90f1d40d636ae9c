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
        from studio.review import flag_section, live, sections
        from studio.review.history import summaries
        from studio.review.models import ReviewEvent, Submission

        live.register()
        image_sections.register("review/section.html", sections.image_section)
        image_sections.register("review/flag_section.html", flag_section.flag_section)
        notifications.register_summaries(NotificationKind.REVIEW, summaries)
        notifications.register_visibility(
            NotificationKind.REVIEW,
            lambda person: ReviewEvent.objects.filter(submission__in=Submission.objects.visible_to(person)),
        )
