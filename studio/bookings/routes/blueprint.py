"""The blueprint of everything under /bookings."""

from flask import Blueprint

pages = Blueprint("bookings", __name__)
