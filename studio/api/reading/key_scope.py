"""What a key may read: its team's, or privately its owner's own and that of the teams they are in."""

from django.db.models import Q, QuerySet

from studio.accounts.models import AccessKey, Team
from studio.gallery.models import Tag
from studio.gallery.models.tag import TagQuerySet
from studio.generations.models import Generation, Image
from studio.generations.models.generation_manager import GenerationQuerySet
from studio.generations.models.image import ImageQuerySet
from studio.provider.server.errors import Refusal


def not_found(thing: str) -> Refusal:
    """The same for what is not there and for what the key may not read."""
    return Refusal(404, "NotFound", f"There is no such {thing}, or this access key may not read it.")


def images_of(key: AccessKey) -> ImageQuerySet:
    return Image.objects.stored().filter(_in_place(key)).select_related("generation", "owner", "team")


def runs_of(key: AccessKey) -> GenerationQuerySet:
    return Generation.objects.filter(_in_place(key), deleted_at=None).select_related("owner", "team")


def tags_of(key: AccessKey) -> TagQuerySet:
    """A tag belongs to one gallery: others have tags of their own on the same images."""
    if key.team_id:
        return Tag.objects.filter(team=key.team_id).order_by("name")
    return Tag.objects.filter(Q(team=None, owner=key.owner) | Q(team__in=_teams(key))).order_by("name")


def gallery_of(key: AccessKey, slug: str) -> Team | None:
    """The gallery that a request names, or the key's own one; None for the owner's own images. Raises Refusal."""
    if not slug:
        return key.team
    team = _teams(key).filter(slug=slug).first()
    if team is None:
        raise not_found("team")
    return team


def _in_place(key: AccessKey) -> Q:
    return Q(team=key.team_id) if key.team_id else Q(owner=key.owner) | Q(team__in=_teams(key))


def _teams(key: AccessKey) -> QuerySet[Team]:
    """Those that its owner is in, for administrators too: a key reads what it is meant for, not the whole company."""
    teams = Team.objects.filter(pk=key.team_id) if key.team_id else key.owner.teams.all()
    return teams.order_by()
