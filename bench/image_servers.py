"""Image servers that are measured, each with two processes: Fonds, IIPImage and iiif-processor.

IIPImage is Debian's ``iipimage-server``, taken with ``apt-get download`` and installed nowhere: its
processes share a socket of FastCGI that is made here, behind nginx. (``spawn-fcgi -n`` would begin
one process whatever ``-F`` says.) iiif-processor is taken from npm; it has no server of its own, so
that ``processor.mjs`` is one. What cannot be had is left out.
"""

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from archive import FOLDER, Place
from pictures import Pictures, Request
from servers import Server, Shape, fonds, free_port, process

WORKERS = 2
_HERE = Path(__file__).parent
_DEBIAN = FOLDER / "debian"
_NODE = FOLDER / "node"
_PACKAGES = ("iiif-processor@7.0.0", "sharp@0.35.5")
_LIBRARIES = ("libfcgi0ldbl", "libmemcached11", "libhashkit2", "libopenjp2-7")
_IIP = "usr/lib/iipimage-server/iipsrv.fcgi"

_NGINX = """
{user}
daemon off;
worker_processes {workers};
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    keepalive_requests 10000000;
    client_body_temp_path {folder}/nginx.temporary;
    proxy_temp_path {folder}/nginx.temporary;
    fastcgi_temp_path {folder}/nginx.temporary;
    uwsgi_temp_path {folder}/nginx.temporary;
    scgi_temp_path {folder}/nginx.temporary;
    fastcgi_buffers 64 64k;
    server {{
        listen 127.0.0.1:{port};
        location ~ "^/iiif/(?<asked>.+)$" {{
            fastcgi_pass unix:{folder}/iip.socket;
            fastcgi_param QUERY_STRING IIIF=$asked;
            fastcgi_param REQUEST_METHOD $request_method;
            fastcgi_param SERVER_PROTOCOL $server_protocol;
            fastcgi_param HTTP_HOST $http_host;
            fastcgi_param REQUEST_URI $request_uri;
        }}
    }}
}}
"""


def from_debian(package: str, file: str) -> Path | None:
    """Return *file* of Debian's *package*, taken when it is first needed; None without it."""
    if not (_DEBIAN / file).exists():
        _DEBIAN.mkdir(parents=True, exist_ok=True)
        for name in (package, *_LIBRARIES):
            command = ["apt-get", "download", "-qq", name]
            # What is not there, such as a library of another name, the system may have.
            subprocess.run(command, cwd=_DEBIAN, check=False, capture_output=True)
        for archive in _DEBIAN.glob("*.deb"):
            subprocess.run(["dpkg", "-x", str(archive), str(_DEBIAN)], check=True)
    return _DEBIAN / file if (_DEBIAN / file).exists() else None


def libraries() -> dict[str, str]:
    """Return the environment in which what came from Debian finds its libraries."""
    folders = [str(path) for path in (_DEBIAN / "usr/lib").glob("*-linux-gnu")]
    return {"LD_LIBRARY_PATH": ":".join(folders)}


def debian_version(package: str) -> str:
    """Return the version of a package that was taken."""
    (archive,) = _DEBIAN.glob(f"{package}_*.deb")
    command = ["dpkg-deb", "-f", str(archive), "Version"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@contextmanager
def our_server(pictures: Pictures) -> Iterator[Server]:
    """Run Fonds, with nothing kept of what it has rendered before."""
    shutil.rmtree(pictures.data_dir / "derivatives", ignore_errors=True)
    # Its data folder is "fonds" in the folder of a place.
    with fonds(Shape(Place(len(pictures.sizes), pictures.folder), 100, WORKERS)) as server:
        yield server


@contextmanager
def iip_server(pictures: Pictures) -> Iterator[Server]:
    """Run IIPImage as Debian has it, behind nginx."""
    port, folder = free_port(), pictures.folder
    config, path = folder / "nginx.conf", folder / "iip.socket"
    user = "user root;" if os.geteuid() == 0 else ""
    config.write_text(_NGINX.format(user=user, workers=WORKERS, folder=folder, port=port))
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen(256)
        spawned = [_spawn_iip(listener, pictures) for _ in range(WORKERS)]
        try:
            target = f"/iiif/{next(iter(pictures.sizes))}.tif/info.json"
            command = ["nginx", "-p", str(folder), "-c", str(config)]
            with process(command, {}, port, target) as pid:
                yield Server("IIPImage", port, (pid, *(one.pid for one in spawned)))
        finally:
            for one in spawned:
                one.terminate()
                one.wait()


def _spawn_iip(listener: socket.socket, pictures: Pictures) -> "subprocess.Popen[bytes]":
    settings = {
        "FILESYSTEM_PREFIX": f"{pictures.pyramids}/",
        "JPEG_QUALITY": "80",
        "LOGFILE": os.devnull,
        "VERBOSITY": "0",
    }
    # FastCGI hands the socket over as standard input.
    return subprocess.Popen(
        [_DEBIAN / _IIP], stdin=listener.fileno(), env=os.environ | settings | libraries()
    )


@contextmanager
def processor_server(pictures: Pictures) -> Iterator[Server]:
    """Run iiif-processor in a cluster of Node."""
    port = free_port()
    command = ["node", str(_HERE / "processor.mjs"), str(port), str(WORKERS)]
    command += [str(pictures.pyramids), json.dumps(pictures.levels())]
    with process(["env", "-C", str(_NODE), *command], {}, port, "/") as pid:
        yield Server("iiif-processor", port, (pid,))


def _has_iip() -> bool:
    return bool(shutil.which("nginx") and from_debian("iipimage-server", _IIP))


def _has_processor() -> bool:
    if not (shutil.which("npm") and shutil.which("node")):
        return False
    if not (_NODE / "node_modules" / "iiif-processor").is_dir():
        _NODE.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--silent", "--no-audit", "--prefix", str(_NODE), *_PACKAGES]
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    return True


def _ours(one: Request) -> str:
    return _address(f"/iiif/image/3/{one.picture}:p1", one)


def _of_processor(one: Request) -> str:
    return _address(f"/iiif/3/{one.picture}", one)


def _address(base: str, one: Request) -> str:
    if one.size is None:
        return f"{base}/info.json"
    return f"{base}/{one.region}/{one.size.width},{one.size.height}/0/default.jpg"


def _of_iip(one: Request) -> str:
    return _address(f"/iiif/{one.picture}.tif", one)


@dataclass(frozen=True, slots=True)
class ImageServer:
    """A server to measure: how it is started, is asked, and what is missing where it cannot be.

    *part* of a list is asked of it, where the whole would take many minutes.
    """

    start: Callable[[Pictures], AbstractContextManager[Server]]
    address: Callable[[Request], str]
    is_there: Callable[[], bool]
    otherwise: str
    version: Callable[[], str]
    part: float = 1.0


IMAGE_SERVERS = {
    "fonds": ImageServer(our_server, _ours, lambda: True, "", lambda: "this commit"),
    "IIPImage": ImageServer(
        iip_server,
        _of_iip,
        _has_iip,
        "Debian's iipimage-server, and nginx",
        lambda: debian_version("iipimage-server"),
    ),
    "iiif-processor": ImageServer(
        processor_server, _of_processor, _has_processor, "npm", lambda: " ".join(_PACKAGES), 0.15
    ),
}


def memory(server: Server) -> int:
    """Return the resident bytes of the processes that *server* began: its workers."""
    children = psutil.Process(server.roots[0]).children(recursive=True)
    return sum(int(one.memory_info().rss) for one in children)
