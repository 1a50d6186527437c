"""The WSGI entry point: `gunicorn wsgi:app`, `flask --app wsgi ...`."""

import gc

from studio import create_app

app = create_app()
gc.collect()
gc.freeze()  # what is loaded now stays: the collector need not look at it again and again
gc.set_threshold(20_000, 20, 20)  # a page makes thousands of rows that die with its answer, and no cycles
