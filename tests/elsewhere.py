"""An archive of this house on the loopback: a real source, of records, changes and pictures."""

import threading
from contextlib import contextmanager

from archives import Clock, make_archive, settings_in
from live import free_port
from werkzeug.serving import make_server

from server.app import create_app


@contextmanager
def elsewhere(folder, **changed):
    """Yield an empty archive, and serve it at its base URL; its clock moves when told to."""
    folder.mkdir(exist_ok=True)
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    archive = make_archive(settings_in(folder, base_url=base, **changed), Clock())
    with serving_app(create_app(archive=archive), port):
        yield archive
    archive.store.close()


@contextmanager
def serving_app(app, port=0):
    """Yield the address at which *app* is served, by a thread of this process."""
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
