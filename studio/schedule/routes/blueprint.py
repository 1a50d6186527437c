"""The blueprint of everything under /schedule, and of dragging in it."""

from flask import Blueprint

pages = Blueprint("schedule", __name__)
