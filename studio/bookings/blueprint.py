"""The blueprint of everything under /bookings and /schedule; views in `routes.py` and `calendar.py` join it."""

from flask import Blueprint

pages = Blueprint("bookings", __name__)
