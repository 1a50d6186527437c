"""The three queries a window of the calendar is read by, and those that ask for what is not in it.

Ids come as text and instants as seconds since 1970: a page hashes, compares and prints each many times. The columns
stand in the order of ArtistRow, ProjectRow and BookingRow. Under row-level security only plain comparisons may use an
index, so a span is compared end by end.
"""

ARTIST = """
SELECT id::text, archived_at IS NOT NULL, name, role, department, city, zone, member_id::text, skills, tags,
       holiday_region, photo
FROM artists WHERE tenant_id = %(tenant)s
"""
PROJECT = """
SELECT id::text, archived_at IS NOT NULL, name, hue, client
FROM projects WHERE tenant_id = %(tenant)s
"""
BOOKING = """
SELECT id::text, counts, artist_id::text, project_id::text, status, title,
       extract(epoch FROM starts_at)::bigint, extract(epoch FROM ends_at)::bigint,
       extract(epoch FROM placed_at)::float8, extract(epoch FROM expires_at)::float8, answer, override::text
FROM bookings WHERE tenant_id = %(tenant)s
"""

ARTISTS = f"{ARTIST} AND archived_at IS NULL"
PROJECTS = f"{PROJECT} AND archived_at IS NULL"
# What blocks time in the window, and holds in it or around it, for their ranks.
BOOKINGS = f"""{BOOKING} AND starts_at < %(far_to)s AND ends_at > %(far_from)s
  AND (status IN ('pencil', 'confirmed') AND starts_at < %(to)s AND ends_at > %(from)s
       OR status = 'hold' AND (expires_at IS NULL OR expires_at > %(now)s))
"""
CANCELLATIONS = f"{BOOKING} AND status = 'cancelled' AND starts_at < %(to)s AND ends_at > %(from)s"
ARTISTS_BY_ID = f"{ARTIST} AND id = ANY(%(artists)s::uuid[])"
PROJECTS_BY_ID = f"{PROJECT} AND id = ANY(%(projects)s::uuid[])"
