"""The resources, one line each: importing one declares its operations."""

from __future__ import annotations
