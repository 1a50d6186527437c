"""The clock, and local time made safe: a wall-clock time may not exist, or exist twice."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones


class NoSuchTime(ValueError):
    """The clocks skip this local time."""


class AmbiguousTime(ValueError):
    """This local time happens twice; `choices` are the two instants, earlier first."""

    def __init__(self, message: str, choices: tuple[datetime, datetime]):
        super().__init__(message)
        self.choices = choices


ZONES = tuple(
    sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    + ["UTC"]
)


def now() -> datetime:
    return datetime.now(UTC)


def instant(local: datetime, zone: str, which: str | None = None) -> datetime:
    """The UTC instant of the naive `local` in `zone`.

    `which` ("earlier" or "later") settles a time that happens twice. Raises NoSuchTime, AmbiguousTime.
    """
    tz = ZoneInfo(zone)
    earlier = local.replace(tzinfo=tz, fold=0).astimezone(UTC)
    later = local.replace(tzinfo=tz, fold=1).astimezone(UTC)
    if earlier == later:
        return earlier
    if earlier.astimezone(tz).replace(tzinfo=None) != local:
        raise NoSuchTime(f"{local:%H:%M} does not exist on {local:%d %B %Y} in {zone}: the clocks go forward.")
    if which in ("earlier", "later"):
        return earlier if which == "earlier" else later
    raise AmbiguousTime(f"{local:%H:%M} happens twice on {local:%d %B %Y} in {zone}.", (earlier, later))


def same_clock(zone: str, other: str, *moments: datetime) -> bool:
    """Whether clocks in both zones show the same at each of the moments."""
    zones = ZoneInfo(zone), ZoneInfo(other)
    return all(len({moment.astimezone(each).utcoffset() for each in zones}) == 1 for moment in moments)


def ambiguous_zone_name(local: datetime) -> str:
    """`GMT` of a local time that happens twice that day, because the clocks go back: its zone's name then; else ""."""
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return str(local.tzname()) if twice else ""
