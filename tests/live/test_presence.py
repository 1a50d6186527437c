"""Who is here: seen by everybody at the same place, in every process, and gone soon after they left."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

from flask import Flask

from studio.config import Settings
from studio.live.workers.presence import Person, people
from tests.live.conftest import server
from tests.live.pages import Page, cookie
from tests.live.test_schedule import WEEK
from tests.support import cast
from tests.support.cast import days
from tests.support.wire import Wire


def test_people_see_each_other_come_and_go(world: cast.World, page: Callable[..., Page]) -> None:
    sara, mia = page("sara"), page("mia")
    sara.look(WEEK)
    sara.until(f'data-member="{world.sara.id}"')
    mia.look("/harbour/schedule?view=list")
    both = sara.until(f'data-member="{world.mia.id}"')
    assert 'hx-target="#presence"' in both
    assert f'data-member="{world.sara.id}"' in both
    mia.until(f'data-member="{world.sara.id}"')
    mia.close()
    assert f'data-member="{world.mia.id}"' not in sara.until("#presence")


def test_whoever_edits_a_booking_is_seen_by_those_who_have_it_open(
    world: cast.World, page: Callable[..., Page]
) -> None:
    booking = world.booking(world.artist("Ana"), world.project("Northwind"), days(0))
    sara, mia = page("sara"), page("mia")
    for one in (sara, mia):
        one.look(WEEK, 3)
    mia.say(open=f"booking:{booking.id}", doing="viewing")
    sara.say(open=f"booking:{booking.id}", doing="editing")
    mia.until(f'data-member="{world.sara.id}" data-editing', also=f"#presence-booking-{booking.id}")
    sara.say(open="")
    gone = mia.until(f"#presence-booking-{booking.id}")
    assert str(world.sara.id) not in gone


def test_a_page_in_the_background_is_nobody(world: cast.World, page: Callable[..., Page]) -> None:
    sara, mia = page("sara"), page("mia")
    sara.look(WEEK), mia.look(WEEK)
    sara.until(f'data-member="{world.mia.id}"')
    mia.say(away=1)
    assert f'data-member="{world.mia.id}"' not in sara.until("#presence")
    mia.say(away=0)
    sara.until(f'data-member="{world.mia.id}"')


def test_people_are_seen_across_processes(
    app: Flask, environment: dict[str, str], world: cast.World, page: Callable[..., Page]
) -> None:
    sara = page("sara")
    sara.look(WEEK)
    with server(environment) as elsewhere:
        with closing(Page(elsewhere, "/harbour/live", cookie(app, world.tokens["mia"]))) as mia:
            mia.look(WEEK)
            sara.until(f'data-member="{world.mia.id}"')
            mia.until(f'data-member="{world.sara.id}"')
        assert f'data-member="{world.mia.id}"' not in sara.until("#presence")


def test_a_redis_that_comes_back_empty_is_told_at_once_who_is_here(
    app: Flask, settings: Settings, environment: dict[str, str], world: cast.World
) -> None:
    """And whoever came meanwhile, at another process, is asked for at once as well."""
    wire = Wire(settings.redis_url)
    with server(environment, REDIS_URL=wire.url) as one, server(environment) as two:
        sara, mia = (Page(at, "/harbour/live", cookie(app, world.tokens[n])) for at, n in ((one, "sara"), (two, "mia")))
        sara.look(WEEK)
        sara.until(f'data-member="{world.sara.id}"')
        wire.cut()
        app.extensions["redis"].flushall()
        mia.look(WEEK)
        mia.until(f'data-member="{world.mia.id}"')
        wire.mend()
        sara.until(f'data-member="{world.mia.id}"', also=f'data-member="{world.sara.id}"')
        mia.until(f'data-member="{world.sara.id}"')
    wire.cut()


def test_other_studios_are_not_seen(world: cast.World, other: cast.World, page: Callable[..., Page]) -> None:
    sara, oscar = page("sara"), page("oscar", other)
    sara.look(WEEK), oscar.look("/other/schedule")
    oscar.until("Oscar")
    sara.until("Sara")
    assert "Sara" not in "".join(oscar.frames)


def test_whoever_has_no_heartbeat_fades() -> None:
    values = [b'100 ["m1", "Sara", false]', b'100 ["m1", "Sara", true]', b'50 ["m2", "Mia", false]']
    assert people(values, 60) == [Person("m1", "Sara", True)]
