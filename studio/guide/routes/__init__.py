"""The guide inside the app, at /help: for members with their studio around it, for others alone."""

from studio.guide.routes.guide import init_app, pages

__all__ = ["init_app", "pages"]
