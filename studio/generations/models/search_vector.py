"""The search vector of one gallery."""

from typing import Any

from django.db.models import Func
from django.db.models.sql.compiler import SQLCompiler


class ScopedVector(Func):
    """The text vector of an image or run plus a word for its owner and its team: one index searches one gallery.

    PostgreSQL keeps it up to date: code that shares or unshares an image need not update it.
    """

    arity = 3

    def as_sql(self, compiler: SQLCompiler, connection: Any, **_context: Any) -> tuple[str, tuple[Any, ...]]:  # type: ignore[override]
        text, owner, team = (compiler.compile(part)[0] for part in self.get_source_expressions())
        whose = f"ARRAY['o:' || {owner}::text, 't:' || {team}::text]"
        return f"{text} || array_to_tsvector(array_remove({whose}, NULL))", ()
