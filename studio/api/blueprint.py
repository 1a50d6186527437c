"""The blueprint of /api/v1: everything a program may ask."""

from __future__ import annotations

from flask import Blueprint

ROOT = "/api/v1"
api = Blueprint("api", __name__, url_prefix=ROOT)
