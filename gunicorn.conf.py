"""Read by every gunicorn started here: at SIGTERM the open sockets are told at once to come again (1012)."""

import signal

limit_request_line = 8190  # an address of the API may list many ids


def post_worker_init(worker):
    hub = worker.wsgi.extensions["live"]
    before = signal.getsignal(signal.SIGTERM)

    def farewell(number, frame):
        hub.end()
        before(number, frame)

    signal.signal(signal.SIGTERM, farewell)


def worker_exit(server, worker):
    """The worker leaves when its requests are done; not before the goodbyes are said."""
    app = getattr(worker, "wsgi", None)
    if app and app.extensions["live"].running:
        app.extensions["live"].end()
        app.extensions["live"].ended.wait(2)
