"""Skills with levels, as they are typed and read: `Nuke: 5, Compositing: 4, Roto`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from wtforms.validators import ValidationError

from studio.lib.forms.fields import ListField

LEVELS = range(1, 6)  # from beginner to expert
WITH_LEVEL = re.compile(r"(.*\S)\s*:\s*([0-9]+)")


def typed(skills: Iterable[str], levels: Mapping[str, int]) -> str:
    return ", ".join(f"{skill}: {levels[skill]}" if skill in levels else skill for skill in skills)


def levels_of(skills: Iterable[str], levels: Mapping[str, int]) -> dict[str, int]:
    """The levels of those that are among `skills`."""
    return {skill: levels[skill] for skill in skills if skill in levels}


class SkillsField(ListField):
    """Skills, each with its level behind a colon or none; `data` is the skills, `levels` what they are worth."""

    def __init__(self, label: Any = None, **options: Any):
        self.levels: dict[str, int] = {}
        super().__init__(label, **options)

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else typed(self.data or (), self.levels)

    def process_formdata(self, values: list[Any]) -> None:
        if not values:
            return
        super().process_formdata(values)
        words: dict[str, str] = {}
        for word in self.data:
            found = WITH_LEVEL.fullmatch(word)
            skill = found[1] if found else word
            first = words.setdefault(skill.casefold(), skill)
            if found:
                self.levels[first] = int(found[2][:9])
        self.data = list(words.values())

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if any(level not in LEVELS for level in self.levels.values()):
            raise ValidationError(_("Levels are from 1 to 5, such as “Nuke: 4”."))
