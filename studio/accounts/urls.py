"""The maps of what concerns one person (before what allauth brings), of teams, of people and of notices."""

from django.urls import path

from studio.accounts.views import account, invitations, members, notices, people, places, teams

account_patterns = [
    path("", account.profile, name="account"),
    path("language/", account.set_language, name="set_language"),
    path("email/", account.change_address, name="account_email"),
    path("confirm-email/<str:key>/", account.confirm_address, name="account_confirm_email"),
]

urlpatterns = [
    path("place/", places.place, name="place"),
    # Teams
    path("teams/", teams.teams, name="teams"),
    path("teams/<slug:slug>/", teams.team, name="team"),
    path("teams/<slug:slug>/settings/", teams.team_settings, name="team_settings"),
    path("teams/<slug:slug>/picture", teams.team_picture, name="team_picture"),
    path("teams/<slug:slug>/archive/", teams.team_archive, name="team_archive"),
    path("teams/<slug:slug>/restore/", teams.team_restore, name="team_restore"),
    path("teams/<slug:slug>/members/join/", members.team_join, name="team_join"),
    path("teams/<slug:slug>/members/<int:pk>/role/", members.member_role, name="member_role"),
    path("teams/<slug:slug>/members/<int:pk>/remove/", members.member_remove, name="member_remove"),
    # Coming in
    path("teams/<slug:slug>/invitations/", invitations.team_invite, name="team_invite"),
    path(
        "teams/<slug:slug>/invitations/<int:pk>/revoke/",
        invitations.invitation_revoke,
        name="invitation_revoke",
    ),
    path("join/<str:token>/", invitations.join, name="join"),
    # Notices
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.notices_read, name="notices_read"),
    path("notices/<int:pk>/", notices.notice_open, name="notice_open"),
    path("notices/<int:pk>/join/", notices.notice_join, name="notice_join"),
    # People
    path("people/", people.people, name="people"),
    path("people/invite/", people.people_invite, name="people_invite"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/reset-link/", people.person_reset_link, name="person_reset_link"),
    path("people/<int:pk>/suspend/", people.person_suspend, name="person_suspend"),
    path("people/<int:pk>/lift/", people.person_lift, name="person_lift"),
    path("people/<int:pk>/sign-out/", people.person_sign_out, name="person_sign_out"),
]
