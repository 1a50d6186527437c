"""Names of artists, projects and people: how they are spelled, and when two of them are the same."""

from __future__ import annotations

import re
from unicodedata import category, normalize

from sqlalchemy.orm import Mapped, validates

SPACES = re.compile(r"[\s\u200b]+")  # those that have no width or do not break, too
JOINERS = "\u200c\u200d"  # Persian and Indic names need them inside a word, and some pictures
FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # letters by category, and nothing to be seen
UNSEEN = ("Cc", "Cf", "Cs")


def clean_name(text: str) -> str:
    """Composed (NFC), with single spaces, and none at its ends."""
    return SPACES.sub(" ", normalize("NFC", text)).strip(" ")


def name_key(name: str) -> str:
    """Two names are the same when their keys are: spaces and case do not matter, marks and letters do. Not
    `casefold()`: it makes one of Weiß and Weiss. The i of İpek and ipek is one in Turkish, too."""
    return normalize("NFC", clean_name(name).lower().replace("i\u0307", "i").replace("ς", "σ"))


def initials(name: str) -> str:
    """Of the first word and the last: `Ana Duarte Lopes` is AL."""
    words = name.split()
    return "".join(word[:1].upper() for word in (words[:1] + words[1:][-1:]))


def has_invisible(name: str) -> bool:
    """Whether a clean name has characters in it that cannot be seen: two names could then look the same."""
    between = f" {name} "
    return any(
        (category(letter) in UNSEEN or letter in FILLERS)
        and not (letter in JOINERS and " " not in (between[at], between[at + 2]))
        for at, letter in enumerate(name)
    )


def file_name(sent: str | None) -> str:
    """The name of an uploaded file as its sender gives it, without what cannot be seen: the database has no NUL."""
    return "".join(letter for letter in sent or "" if letter.isprintable()).strip()


class Named:
    """A record with a name that is its own among those that are not archived: a unique index on `name_key` says so."""

    name: Mapped[str]
    name_key: Mapped[str]

    @validates("name")
    def spell(self, attribute: str, name: str) -> str:
        name = clean_name(name)
        self.name_key = name_key(name)
        return name
