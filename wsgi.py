"""The WSGI entry point: `gunicorn wsgi:app`, `flask --app wsgi ...`."""

import gc

from studio import create_app

app = create_app()
gc.collect()
gc.freeze()  # what is loaded now stays: the collector need not look at it again and again
