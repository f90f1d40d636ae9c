"""The current workspace of a person: private, or one of their teams. It is the same on every device."""

from django.shortcuts import get_object_or_404

from studio.accounts.models import Team, User


def workspaces_of(person: User) -> list[Team]:
    """The active teams that a person may select, by name; those who see every team keep the one they selected."""
    teams = person.active_teams
    chosen = person.workspace_id
    if chosen and person.sees_every_team and all(team.pk != chosen for team in teams):
        teams += Team.objects.active().filter(pk=chosen)
    return sorted(teams, key=lambda team: (team.name, team.pk))


def workspace_of(person: User) -> Team | None:
    """The team that a person works in; None for private, also when they have left the selected team."""
    if person.workspace_id is None:
        return None
    return Team.objects.visible_to(person).active().filter(pk=person.workspace_id).first()


def switch(person: User, slug: str) -> Team | None:
    """Sets the workspace to the team with this slug, or to private; raises Http404 for a team they may not see."""
    team = get_object_or_404(Team.objects.visible_to(person).active(), slug=slug) if slug else None
    User.objects.filter(pk=person.pk).update(workspace=team)
    return team
