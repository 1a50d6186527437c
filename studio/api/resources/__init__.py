"""The resources, one line each: importing one declares its operations."""

from __future__ import annotations

from studio.api.resources import artists as artists
from studio.api.resources import audit as audit
from studio.api.resources import auth as auth
from studio.api.resources import availability as availability
from studio.api.resources import bookings as bookings
from studio.api.resources import bulk as bulk
from studio.api.resources import custom_fields as custom_fields
from studio.api.resources import deliveries as deliveries
from studio.api.resources import events as events
from studio.api.resources import feeds as feeds
from studio.api.resources import members as members
from studio.api.resources import projects as projects
from studio.api.resources import settings as settings
from studio.api.resources import specification as specification
from studio.api.resources import stream as stream
from studio.api.resources import studio as studio
from studio.api.resources import transitions as transitions
from studio.api.resources import webhooks as webhooks
from studio.api.resources import working_time as working_time
