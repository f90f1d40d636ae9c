"""URLs of review, flags and releases."""

from django.urls import path

from studio.review.views import decisions, flags, queue, release_list, releases, submissions

urlpatterns = [
    path("review/", queue.review, name="review"),
    path("review/undo/", decisions.review_undo, name="review_undo"),
    path("review/<int:pk>/decide/", decisions.review_decide, name="review_decide"),
    path("review/<int:pk>/reopen/", decisions.review_reopen, name="review_reopen"),
    path("review/<int:pk>/flag/", flags.review_flag, name="review_flag"),
    path("review/<int:pk>/claim/", queue.review_claim, name="review_claim"),
    path("review/events/<int:pk>/", submissions.review_event, name="review_event"),
    path("images/<int:pk>/flag/", flags.image_flag, name="image_flag"),
    path("review/releases/", release_list.releases, name="releases"),
    path("images/release/", releases.images_release, name="images_release"),
    path("images/<int:pk>/release/", releases.image_release, name="image_release"),
    path("images/submit/", submissions.images_submit, name="images_submit"),
    path("images/withdraw/", submissions.images_withdraw, name="images_withdraw"),
    path("images/decide/", submissions.images_decide, name="images_decide"),
]
