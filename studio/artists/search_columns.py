"""What artists are found and sorted by, kept beside what it is made of: the database cannot fold or sort names."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from studio.lib.text.search import fold, sort_key

WORDS = ("name", "role", "department", "city")
LISTS = ("other_roles", "skills", "tags")


class Searchable:
    """Columns that follow from others; written with them, whoever changes them."""

    search_text: Mapped[str] = mapped_column(Text(), default="")  # all that a few words are looked for in
    search_custom: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)  # texts of custom fields, by their keys
    sort_name: Mapped[str] = mapped_column(Text(collation="C"), default="")
    sort_city: Mapped[str] = mapped_column(Text(collation="C"), default="")

    def derived(self) -> dict[str, Any]:
        return search_columns(self)

    def keep_searchable(self) -> None:
        for name, value in self.derived().items():
            if getattr(self, name) != value:
                setattr(self, name, value)


def search_columns(artist: Any) -> dict[str, Any]:
    """Of an artist, or a row of one."""
    texts = [getattr(artist, name) or "" for name in WORDS]
    texts += [text for name in LISTS for text in getattr(artist, name) or ()]
    custom = {key: fold(value) for key, value in (artist.custom or {}).items() if isinstance(value, str)}
    return {
        "search_text": "\n".join(map(fold, texts)), "search_custom": custom,
        "sort_name": sort_key(artist.name), "sort_city": sort_key(artist.city or ""),
    }  # fmt: skip
