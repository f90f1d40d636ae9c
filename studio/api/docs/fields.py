"""Tables of request fields, derived from the API's types so that names and types cannot differ from the code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from studio.api.docs.text import with_code


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One row."""

    name: str
    kind: str
    is_required: bool
    text: str


def fields(
    model: type[BaseModel], texts: Mapping[str, str], *, values: Mapping[str, tuple[str, ...]] | None = None
) -> list[Field]:
    """The fields described in `texts`, with their nested fields. `values` restricts the allowed values."""
    schema = model.model_json_schema()
    found = {one.name: one for one in _fields(schema, schema.get("$defs", {}))}
    return [
        Field(
            name=name,
            kind=_choice((values or {}).get(name, ())) or found[name].kind,
            is_required=found[name].is_required,
            text=with_code(text),
        )
        for name, text in texts.items()
    ]


def _fields(schema: dict[str, Any], types: dict[str, Any], prefix: str = "") -> list[Field]:
    rows = []
    for name, of in schema["properties"].items():
        inner = _inner(of, types)
        if "properties" in inner:
            rows += _fields(inner, types, f"{prefix}{name}.")
        else:
            is_required = name in schema.get("required", ())
            rows.append(Field(name=prefix + name, kind=_kind(of, types), is_required=is_required, text=""))
    return rows


def _inner(schema: dict[str, Any], types: dict[str, Any]) -> dict[str, Any]:
    """Resolves a `$ref`, and unwraps a type that may be null."""
    if "$ref" in schema:
        return _inner(types[schema["$ref"].rpartition("/")[2]], types)
    given = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    return _inner(given[0], types) if len(given) == 1 else schema


def _kind(schema: dict[str, Any], types: dict[str, Any]) -> str:
    """The type in TypeScript notation."""
    inner = _inner(schema, types)
    if "anyOf" in inner:
        kinds = (_kind(one, types) for one in inner["anyOf"] if one.get("type") != "null")
        return " | ".join(kinds)
    if "enum" in inner or "const" in inner:
        return _choice(inner.get("enum", (inner.get("const"),)))
    if inner["type"] == "array":
        items = _kind(inner["items"], types)
        return f"({items})[]" if "|" in items else f"{items}[]"
    return str(inner["type"])


def _choice(values: tuple[str, ...]) -> str:
    return " | ".join(f'"{value}"' for value in values)
