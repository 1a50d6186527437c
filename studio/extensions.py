"""The Flask extensions, unbound; `create_app` binds them."""

from flask_babel import Babel
from flask_limiter import Limiter
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

from studio.lib.db import db
from studio.lib.http.client_address import network_of_client

migrate = Migrate(compare_type=True)
login = LoginManager()
csrf = CSRFProtect()
babel = Babel()
# While Redis does not answer, each process counts for itself; the headers are written by api/middleware/rate_limit.py.
limiter = Limiter(network_of_client, swallow_errors=True, in_memory_fallback_enabled=True)

__all__ = ["babel", "csrf", "db", "limiter", "login", "migrate"]
