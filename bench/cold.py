"""Studio as it is when every row of the calendar is new: what rows, lists and agendas came to before is never found."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from markupsafe import Markup

from studio import create_app
from studio.lib.bounded_store import BoundedStore

NEW = {f"schedule/{name}.html" for name in ("_schedule", "_row", "_day", "_agenda")}


class Forgetful(BoundedStore[Markup]):
    """Looks as if nothing of the calendar's was there; what else pages consist of is."""

    def get(self, owner: Hashable, key: Any) -> Markup | None:
        return None if key[0] in NEW else super().get(owner, key)


app = create_app()
fragments = app.extensions["fragments"]
fragments.store = Forgetful(fragments.store.most)
