"""URLs of the account pages (included before allauth's), teams, people and notifications."""

from django.urls import path

from studio.accounts.views import (
    access_keys,
    account,
    invitations,
    members,
    notifications,
    teams,
    user_admin,
    workspace,
)

account_patterns = [
    path("", account.profile, name="account"),
    path("language/", account.set_language, name="set_language"),
    path("keys/", access_keys.access_keys, name="access_keys"),
    path("keys/<int:pk>/", access_keys.access_key, name="access_key"),
    path("keys/<int:pk>/revoke/", access_keys.access_key_revoke, name="access_key_revoke"),
    path("email/", account.change_email, name="account_email"),
    path("confirm-email/<str:key>/", account.confirm_email, name="account_confirm_email"),
]

urlpatterns = [
    path("workspace/", workspace.workspace, name="workspace"),
    # Teams
    path("teams/", teams.teams, name="teams"),
    path("teams/<slug:slug>/", teams.team, name="team"),
    path("teams/<slug:slug>/settings/", teams.team_settings, name="team_settings"),
    path("teams/<slug:slug>/review/", teams.team_review, name="team_review"),
    path("teams/<slug:slug>/picture", teams.team_picture, name="team_picture"),
    path("teams/<slug:slug>/archive/", teams.team_archive, name="team_archive"),
    path("teams/<slug:slug>/restore/", teams.team_restore, name="team_restore"),
    path("teams/<slug:slug>/members/join/", members.team_join, name="team_join"),
    path("teams/<slug:slug>/members/<int:pk>/role/", members.member_role, name="member_role"),
    path("teams/<slug:slug>/members/<int:pk>/remove/", members.member_remove, name="member_remove"),
    # Invitations
    path("teams/<slug:slug>/invitations/", invitations.team_invite, name="team_invite"),
    path(
        "teams/<slug:slug>/invitations/<int:pk>/revoke/",
        invitations.invitation_revoke,
        name="invitation_revoke",
    ),
    path("join/<str:token>/", invitations.join, name="join"),
    # Notifications
    path("notifications/", notifications.notification_list, name="notifications"),
    path("notifications/read/", notifications.notifications_read, name="notifications_read"),
    path("notifications/<int:pk>/", notifications.notification_open, name="notification_open"),
    path("notifications/<int:pk>/join/", notifications.notification_join, name="notification_join"),
    # People
    path("people/", user_admin.people, name="people"),
    path("people/invite/", user_admin.people_invite, name="people_invite"),
    path("people/<int:pk>/", user_admin.person, name="person"),
    path("people/<int:pk>/reset-link/", user_admin.person_reset_link, name="person_reset_link"),
    path("people/<int:pk>/suspend/", user_admin.person_suspend, name="person_suspend"),
    path("people/<int:pk>/unsuspend/", user_admin.person_unsuspend, name="person_unsuspend"),
    path("people/<int:pk>/sign-out/", user_admin.person_sign_out, name="person_sign_out"),
]
