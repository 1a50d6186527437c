"""The clock releases holds; nobody has to remember."""

from datetime import timedelta

from studio.activity.models import Event
from studio.bookings.holds import release_expired
from studio.bookings.models import Booking
from studio.extensions import db
from studio.lib import clock
from studio.periodic import release_expired_holds
from tests.support.cast import World, days


def test_a_hold_is_released_when_its_time_is_up_and_the_log_says_why(world: World) -> None:
    hold = world.booking(world.artist("Kofi"), world.project("Aurora"), days(0), "hold")
    with world.acting():
        assert release_expired(clock.now() + timedelta(days=9)) == 0
        assert release_expired(clock.now() + timedelta(days=11)) == 1
        db.session.commit()
        booking = db.session.get_one(Booking, (world.tenant.id, hold.id))
        last = Event.history(hold.id)[-1]
    assert booking.status == "cancelled"
    assert (last.kind, last.actor_name, last.note) == ("booking.released", "Studio", "The hold expired.")


def test_pencils_and_confirmed_bookings_never_expire(world: World) -> None:
    artist, project = world.artist("Kofi"), world.project("Aurora")
    world.booking(artist, project, days(0), "pencil")
    world.booking(artist, project, days(1), "confirmed")
    with world.acting():
        assert release_expired(clock.now() + timedelta(days=400)) == 0


def test_the_recurring_job_visits_every_tenant(world: World, other: World) -> None:
    holds = []
    for studio in (world, other):
        hold = studio.booking(studio.artist("Kofi"), studio.project("Aurora"), days(0), "hold")
        with studio.acting():
            row = db.session.get_one(Booking, (studio.tenant.id, hold.id))
            row.expires_at = clock.now() - timedelta(minutes=1)
            db.session.commit()
        holds.append((studio, hold.id))
    release_expired_holds()
    for studio, id in holds:
        with studio.acting():
            assert db.session.get_one(Booking, (studio.tenant.id, id)).status == "cancelled"
