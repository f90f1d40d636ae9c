"""What a key may read: a team key its team's data, a private key its owner's and that of the owner's teams."""

from django.db.models import Q, QuerySet

from studio.accounts.models import AccessKey, Team
from studio.gallery.models import Tag
from studio.gallery.models.tag import TagQuerySet
from studio.generations.models import Generation, Image
from studio.generations.models.generation_manager import GenerationQuerySet
from studio.generations.models.image import ImageQuerySet
from studio.provider.server.errors import Refusal


def not_found(kind: str) -> Refusal:
    """The Refusal both for what does not exist and for what the key may not read."""
    return Refusal(404, "NotFound", f"There is no such {kind}, or this access key may not read it.")


def images_of(key: AccessKey) -> ImageQuerySet:
    return Image.objects.stored().filter(_in_scope(key)).select_related("generation", "owner", "team")


def runs_of(key: AccessKey) -> GenerationQuerySet:
    return Generation.objects.filter(_in_scope(key), deleted_at=None).select_related("owner", "team")


def tags_of(key: AccessKey) -> TagQuerySet:
    """The tags that the key may see. A tag belongs to one gallery; other galleries tag the same images separately."""
    if key.team_id:
        return Tag.objects.filter(team=key.team_id).order_by("name")
    return Tag.objects.filter(Q(team=None, owner=key.owner) | Q(team__in=_teams(key))).order_by("name")


def gallery_of(key: AccessKey, slug: str) -> Team | None:
    """The requested gallery, or the key's default; None for the owner's own images. Raises Refusal."""
    if not slug:
        return key.team
    team = _teams(key).filter(slug=slug).first()
    if team is None:
        raise not_found("team")
    return team


def _in_scope(key: AccessKey) -> Q:
    return Q(team=key.team_id) if key.team_id else Q(owner=key.owner) | Q(team__in=_teams(key))


def _teams(key: AccessKey) -> QuerySet[Team]:
    """The teams its owner is a member of, also for administrators: a key must not read the whole company's data."""
    teams = Team.objects.filter(pk=key.team_id) if key.team_id else key.owner.teams.all()
    return teams.order_by()
