"""The column that one index searches."""

from typing import Any

from django.db.models import Func
from django.db.models.sql.compiler import SQLCompiler


class InPlace(Func):
    """An image's words with those of its owner and its team, by which one index finds the words of one gallery.

    PostgreSQL keeps it up itself: code that shares an image or unshares it need not update it.
    """

    arity = 3

    def as_sql(self, compiler: SQLCompiler, connection: Any, **_context: Any) -> tuple[str, tuple[Any, ...]]:  # type: ignore[override]
        words, owner, team = (compiler.compile(part)[0] for part in self.get_source_expressions())
        whose = f"ARRAY['o:' || {owner}::text, 't:' || {team}::text]"
        return f"{words} || array_to_tsvector(array_remove({whose}, NULL))", ()
