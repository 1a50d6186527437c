"""What docs/webhooks.md says a receiver should do is right: its code is run against real messages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from studio.config import ROOT
from studio.extensions import db
from studio.lib.clock import now
from studio.publishing.payloads import NAMES
from studio.webhooks import forms, signing
from studio.webhooks.models import Endpoint
from tests.support.cast import World
from tests.support.receivers import Receiver
from tests.webhooks.conftest import stored

GUIDE = (ROOT / "docs/webhooks.md").read_text()


@pytest.fixture(scope="module")
def verify() -> Callable[..., None]:
    """The guide's own function."""
    code = re.search(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    assert code
    names: dict[str, Any] = {}
    exec(code[1], names)
    return names["verify"]


def test_the_example_takes_what_we_send_and_nothing_else(
    world: World, endpoint: Endpoint, receiver: Receiver, deliver_due: Callable[..., None], verify: Callable[..., None]
) -> None:
    world.artist("Kofi")
    deliver_due()
    message = receiver.heard[0]
    with world.acting():
        secret = stored(world, endpoint).secrets(now())[0]
    verify(secret, message.headers, message.body)
    later = {"webhook-timestamp": str(int(message.headers["webhook-timestamp"]) + 1)}
    for wrong in (
        (signing.new_secret(), message.headers, message.body),
        (secret, message.headers, message.body + b" "),
        (secret, {**message.headers, "webhook-id": "another"}, message.body),
        (secret, {**message.headers, **later}, message.body),
        (secret, {**message.headers, "webhook-timestamp": "1700000000"}, message.body),
    ):
        with pytest.raises(ValueError):
            verify(*wrong)


def test_the_example_follows_a_rotation(
    world: World, endpoint: Endpoint, receiver: Receiver, deliver_due: Callable[..., None], verify: Callable[..., None]
) -> None:
    with world.acting("adam"):
        found = stored(world, endpoint)
        secrets = [found.secrets(now())[0], found.rotate(world.adam, now())]
        db.session.commit()
    world.artist("Kofi")
    deliver_due()
    for secret in secrets:
        verify(secret, receiver.heard[0].headers, receiver.heard[0].body)


def test_our_signature_is_the_conventions_own_example() -> None:
    """The test vector of the Standard Webhooks libraries."""
    secret, id, at = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330
    signed = signing.signature(secret, id, at, b'{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_guide_names_every_type_and_the_delays_there_are(app: Any) -> None:
    for name in (*NAMES, "ping"):
        assert f"`{name}`" in GUIDE
        assert name in forms.EVENT_NAMES
    words = re.search(r"tried again\*\* after (.*?)\.\n", GUIDE, re.DOTALL)
    assert words
    counts = [int(number) for number in re.findall(r"\d+", words[1])]
    minutes = [delay / 60 for delay in app.config["SETTINGS"].webhook_delays]
    assert counts == [minutes[0] * 60, minutes[1] * 60, *minutes[2:5], *(delay / 60 for delay in minutes[5:])]
