"""The calendar over HTTP: the page, its rows, paper, and what the hand does in it."""

from studio.schedule.drag import routes as drag
from studio.schedule.routes import first_steps, not_free, overlap, printing, schedule
from studio.schedule.routes.blueprint import pages

__all__ = ["drag", "first_steps", "not_free", "overlap", "pages", "printing", "schedule"]
