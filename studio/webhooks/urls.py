"""URLs of webhooks: the lists of a team and an access key, and each webhook."""

from django.urls import path

from studio.webhooks.views import endpoints, lists

urlpatterns = [
    path("teams/<slug:slug>/webhooks/", lists.team_webhooks, name="team_webhooks"),
    path("account/keys/<int:pk>/webhooks/", lists.key_webhooks, name="key_webhooks"),
    path("webhooks/<int:pk>/", endpoints.webhook, name="webhook"),
    path("webhooks/<int:pk>/secret/", endpoints.webhook_rotate, name="webhook_rotate"),
    path("webhooks/<int:pk>/switch/", endpoints.webhook_switch, name="webhook_switch"),
    path("webhooks/<int:pk>/test/", endpoints.webhook_test, name="webhook_test"),
    path("webhooks/<int:pk>/delete/", endpoints.webhook_delete, name="webhook_delete"),
    path(
        "webhooks/<int:pk>/deliveries/<int:delivery>/redeliver/",
        endpoints.webhook_redeliver,
        name="webhook_redeliver",
    ),
]
