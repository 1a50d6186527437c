"""What happens is told: signed, in order, until it is taken or has been tried for a day.

The first event of each studio here is the making of its endpoint.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select

from studio.artists.models import Artist
from studio.bookings.models import Booking
from studio.extensions import db
from studio.lib.clock import now
from studio.webhooks import jobs, signing
from studio.webhooks.deliveries import Delivery
from studio.webhooks.models import Endpoint
from tests.support.cast import World, days
from tests.support.receivers import Receiver
from tests.support.servers import PATIENCE
from tests.webhooks.conftest import added, stored

Deliver = Callable[..., None]


def deliveries(world: World) -> list[Delivery]:
    with world.acting():
        found = list(db.session.scalars(select(Delivery).order_by(Delivery.round, Delivery.seq)))
        db.session.expunge_all()
        db.session.rollback()
    return found


def states(world: World) -> list[tuple[int, str]]:
    return [(delivery.seq, delivery.state) for delivery in deliveries(world)]


def booked(world: World) -> Booking:
    return world.booking(world.artist("Kofi"), world.project("Film"), days(0), "hold", title="comp", notes="secret")


def change(world: World, id: UUID, verb: str, *args: object) -> None:
    with world.acting("sara"):
        getattr(db.session.get_one(Booking, (world.tenant.id, id)), verb)(world.sara, *args)
        db.session.commit()


def test_a_booking_is_told_signed_and_without_what_is_nobodys_business(
    world: World, endpoint: Endpoint, receiver: Receiver, deliver_due: Deliver
) -> None:
    booking = booked(world)
    deliver_due()
    artist, message = sorted(receiver.heard, key=lambda heard: str(heard.said["type"]))  # two subjects, in any order
    assert artist.said["type"] == "artist:availability_changed"
    assert message.said["type"] == "booking:created"
    data = message.said["data"]
    assert (data["booking"]["id"], data["booking"]["status"], data["actor"]) == (str(booking.id), "hold", "Studio")
    assert b"secret" not in message.body and b"rate" not in artist.body
    with world.acting():
        secrets = stored(world, endpoint).secrets(now())
    sent = message.headers
    at = int(sent["webhook-timestamp"])
    assert abs(at - time.time()) < PATIENCE
    assert sent["webhook-signature"] == signing.signature(secrets[0], sent["webhook-id"], at, message.body)
    assert sent["webhook-id"] == data["id"]
    assert sent["content-type"] == "application/json"
    assert {state for _, state in states(world)} == {"delivered"}


def test_only_the_chosen_events_are_told_and_only_from_now_on(
    world: World, receiver: Receiver, deliver_due: Deliver
) -> None:
    kofi, film = world.artist("Kofi"), world.project("Film")
    added(world, receiver.url, "booking:created", "booking:cancelled")
    booking = world.booking(kofi, film, days(0), "hold")
    change(world, booking.id, "confirm")
    change(world, booking.id, "cancel", "the job died")
    deliver_due()
    assert sorted(one.said["type"] for one in receiver.heard) == ["booking:cancelled", "booking:created"]


def test_one_subject_waits_for_itself_and_for_nobody_else(
    world: World, endpoint: Endpoint, receiver: Receiver, deliver_due: Deliver
) -> None:
    kofi, mirela = world.artist("Kofi"), world.artist("Mirela")
    film = world.project("Film")
    bad, good = world.booking(kofi, film, days(0), "hold"), world.booking(mirela, film, days(0), "hold")
    for booking in (bad, good):
        change(world, booking.id, "pencil_in")
        change(world, booking.id, "confirm")
    receiver.answer = lambda said: 500 if said["data"].get("booking", {}).get("id") == str(bad.id) else 200
    deliver_due()
    assert [one.seq for one in receiver.heard if one.subject == str(bad.id)] == [5]
    assert [one.seq for one in receiver.taken if one.subject == str(good.id)] == [6, 9, 10]
    receiver.answer = lambda said: 200
    deliver_due()
    assert len(receiver.seqs) == 5  # too early
    deliver_due(seconds=6)
    assert [one.seq for one in receiver.taken if one.subject == str(bad.id)] == [5, 7, 8]


def test_after_a_day_a_message_is_dead_and_what_follows_is_told(
    world: World, endpoint: Endpoint, receiver: Receiver, deliver_due: Deliver
) -> None:
    receiver.answer = lambda said: 500
    kofi = world.artist("Kofi")
    with world.acting("sara"):
        db.session.get_one(Artist, (world.tenant.id, kofi.id)).edit(world.sara, name="Kofi A.")
        db.session.commit()
    tries, passed = 0, 0.0
    while "dead" not in dict(states(world)).values():
        deliver_due(hours=passed and 0.5)
        tries, passed = len(receiver.heard), passed + 0.5
    assert tries in (11, 12)  # the second message has its first try in the same breath
    assert 20 < passed < 36
    receiver.answer = lambda said: 200
    deliver_due(hours=1)
    assert states(world) == [(2, "dead"), (3, "delivered")]
    dead = deliveries(world)[0]
    assert len(dead.attempts) == 11
    assert dead.last and (dead.last["status"], dead.last["excerpt"]) == (500, "No, thank you. <b>")


def test_a_dead_message_is_delivered_again_when_somebody_asks(
    world: World, endpoint: Endpoint, receiver: Receiver, deliver_due: Deliver
) -> None:
    receiver.answer = lambda said: 500
    world.artist("Kofi")
    for _ in range(12):
        deliver_due(hours=11)
    assert states(world) == [(2, "dead")]
    receiver.answer = lambda said: 200
    with world.acting():
        dead = db.session.scalars(select(Delivery)).one()
        db.session.get_one(Endpoint, (world.tenant.id, endpoint.id)).redeliver(dead, now())
        db.session.commit()
    deliver_due()
    assert (states(world), receiver.seqs) == ([(2, "delivered")], [2])


def test_a_receiver_that_is_gone_is_told_no_more_and_misses_nothing_when_it_is_back(
    world: World, endpoint: Endpoint, receiver: Receiver, deliver_due: Deliver
) -> None:
    receiver.answer = lambda said: 410
    world.artist("Kofi")
    deliver_due()
    assert stored(world, endpoint).status == "gone"
    world.artist("Mirela")
    deliver_due(hours=30)
    assert len(receiver.heard) == 1
    receiver.answer = lambda said: 200
    with world.acting("adam"):
        stored(world, endpoint).resume(world.adam, now())
        db.session.commit()
    deliver_due()
    kinds = [one.said["data"]["artist"]["name"] for one in receiver.taken]
    assert sorted(kinds) == ["Kofi", "Mirela"]


def test_a_receiver_that_is_away_is_asked_with_one_message_until_it_is_back(
    world: World, endpoint: Endpoint, receiver: Receiver, deliver_due: Deliver
) -> None:
    for n in range(20):
        world.artist(f"Artist {n}")
    receiver.answer = lambda said: 503
    deliver_due()
    first = len(receiver.heard)
    assert first <= 8 and stored(world, endpoint).failures == 1
    deliver_due()
    assert len(receiver.heard) == first  # it rests
    deliver_due(seconds=6)
    assert len(receiver.heard) == first + 1
    receiver.answer = lambda said: 200
    deliver_due(minutes=6)
    assert (sorted(receiver.seqs), stored(world, endpoint).failures) == (list(range(2, 22)), 0)


def test_a_receiver_may_say_when_to_come_back(
    world: World, endpoint: Endpoint, receiver: Receiver, deliver_due: Deliver
) -> None:
    receiver.answer, receiver.more = lambda said: 429, {"Retry-After": "120"}
    world.artist("Kofi")
    deliver_due()
    receiver.answer = lambda said: 200
    deliver_due(seconds=60)
    assert receiver.seqs == []
    deliver_due(seconds=61)
    assert receiver.seqs == [2]


def test_replay_tells_everything_again_from_a_number(
    world: World, endpoint: Endpoint, receiver: Receiver, deliver_due: Deliver
) -> None:
    names = [world.artist(f"Artist {n}").name for n in range(5)]
    deliver_due()
    ids = {one.headers["webhook-id"] for one in receiver.heard}
    receiver.heard.clear()
    with world.acting("adam"):
        stored(world, endpoint).replay(world.adam, 4, now())
        db.session.commit()
    deliver_due()
    assert sorted(receiver.seqs) == [4, 5, 6]
    assert {one.said["data"]["artist"]["name"] for one in receiver.heard} == set(names[2:])
    assert {one.headers["webhook-id"] for one in receiver.heard} < ids


def test_a_replay_replaces_what_waits_and_keeps_the_order(
    world: World, endpoint: Endpoint, receiver: Receiver, deliver_due: Deliver
) -> None:
    booking = booked(world)
    change(world, booking.id, "pencil_in")
    deliver_due()
    receiver.answer = lambda said: 500
    change(world, booking.id, "confirm")
    deliver_due()
    receiver.heard.clear()
    receiver.answer = lambda said: 200
    with world.acting("adam"):
        stored(world, endpoint).replay(world.adam, 1, now())
        db.session.commit()
    deliver_due()
    assert [one.seq for one in receiver.taken if one.subject == str(booking.id)] == [4, 5, 6]
    assert [state for seq, state in states(world) if seq == 6] == ["replaced", "delivered"]


def test_a_replay_from_beyond_the_end_leaves_nothing_out(
    world: World, endpoint: Endpoint, receiver: Receiver, deliver_due: Deliver
) -> None:
    world.artist("Kofi")
    with world.acting("adam"):
        stored(world, endpoint).replay(world.adam, 1_000_000, now())
        db.session.commit()
    deliver_due()
    assert receiver.seqs == [2]


def test_a_worker_that_dies_is_replaced_and_the_subject_stays_in_order(
    world: World, endpoint: Endpoint, receiver: Receiver, deliver_due: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = booked(world)
    change(world, booking.id, "pencil_in")
    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(jobs, "deliver", lambda due: exit())
        deliver_due()
    deliver_due()
    assert receiver.heard == []  # leased: perhaps somebody still sends it
    deliver_due(seconds=61)
    assert [one.seq for one in receiver.taken if one.subject == str(booking.id)] == [4, 5]


def test_while_a_secret_is_replaced_both_sign(
    world: World, endpoint: Endpoint, receiver: Receiver, deliver_due: Deliver
) -> None:
    with world.acting("adam"):
        found = stored(world, endpoint)
        old = found.secrets(now())[0]
        new = found.rotate(world.adam, now())
        db.session.commit()
    world.artist("Kofi")
    deliver_due()
    deliver_due(hours=25)
    world.artist("Mirela")
    deliver_due()
    both, one = receiver.heard
    for secret in (old, new):
        sent = both.headers
        signed = signing.signature(secret, sent["webhook-id"], int(sent["webhook-timestamp"]), both.body)
        assert signed in sent["webhook-signature"].split(" ")
    assert " " not in one.headers["webhook-signature"]
    assert old != new and old.startswith("whsec_")


def test_a_paused_endpoint_goes_on_where_it_stopped(
    world: World, endpoint: Endpoint, receiver: Receiver, deliver_due: Deliver
) -> None:
    with world.acting("adam"):
        stored(world, endpoint).pause(world.adam)
        db.session.commit()
    world.artist("Kofi")
    deliver_due()
    assert receiver.heard == []
    with world.acting("adam"):
        stored(world, endpoint).resume(world.adam, now())
        db.session.commit()
    deliver_due()
    assert [one.said["data"]["artist"]["name"] for one in receiver.taken] == ["Kofi"]


def test_nothing_is_told_to_another_studios_endpoint(
    world: World, other: World, receiver: Receiver, deliver_due: Deliver
) -> None:
    added_by = Receiver().start()
    try:
        with other.acting("oscar"):
            Endpoint.add(other.oscar, added_by.url, ["booking:created", "artist:availability_changed"])
            db.session.commit()
        world.artist("Kofi")
        deliver_due()
        deliver_due(other)
        assert added_by.heard == []
        other.artist("Olga")
        deliver_due()
        deliver_due(other)
        assert [one.said["data"]["artist"]["name"] for one in added_by.heard] == ["Olga"]
    finally:
        added_by.stop()


def test_with_another_secret_key_nothing_is_sent_unsigned(
    world: World, endpoint: Endpoint, receiver: Receiver, deliver_due: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.artist("Kofi")
    monkeypatch.setitem(__import__("flask").current_app.config, "SECRET_KEY", "another" * 8)
    deliver_due()
    assert receiver.heard == []
    assert deliveries(world)[0].last["error"] == "unsigned"
    with world.acting("adam"):
        stored(world, endpoint).rotate(world.adam, now())
        db.session.commit()
    deliver_due(minutes=10)
    assert receiver.seqs == [2]
    assert " " not in receiver.heard[0].headers["webhook-signature"]
