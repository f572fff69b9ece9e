"""The image servers that are measured: each over the same two pictures, with two processes.

Each has them in the form that it serves best: Fonds what ``fonds ingest`` makes of them, the others
pyramids in TIFF. IIPImage speaks FastCGI, so nginx stands before it. What cannot be run on a
machine is left out.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from archive import BASE_URL, FOLDER
from servers import Server, free_port, nginx_in, process, stop

FONDS = Path(sys.executable).with_name("fonds")
PROCESSES = 2
_HERE = Path(__file__).parent
_IIPSRV = Path("/usr/lib/iipimage-server/iipsrv.fcgi")
_QUALITY = 80  # of what is encoded, as Fonds has it
_BACKLOG = 1024

_IIIF_AND_FILES = """
        location /files/ {{ alias {folder}/; }}
        location ~ ^/iiif/2/(page|map)/(.*)$ {{
            fastcgi_pass unix:{folder}/iipsrv.socket;
            fastcgi_param REQUEST_METHOD $request_method;
            fastcgi_param SERVER_PROTOCOL $server_protocol;
            fastcgi_param HTTP_HOST $http_host;
            fastcgi_param REQUEST_URI $request_uri;
            fastcgi_param QUERY_STRING IIIF=$1.tif/$2;
        }}
"""


@dataclass(frozen=True, slots=True)
class Pictures:
    """Where the pictures are, and what Fonds has made of them."""

    folder: Path
    data_dir: Path

    @property
    def derivatives(self) -> Path:
        """The folder of what Fonds has rendered."""
        return self.data_dir / "derivatives"


def ingest(pictures: Pictures) -> None:
    """Give the pictures to Fonds, anew."""
    shutil.rmtree(pictures.data_dir, ignore_errors=True)
    pages = [{"key": name, "file": f"{name}.jpg"} for name in ("page", "map")]
    record = {"id": "bench", "metadata": {"title": ["Pictures"]}, "pages": pages}
    path = pictures.folder / "record.jsonl"
    path.write_text(json.dumps(record) + "\n")
    for command in (["init"], ["ingest", str(path)]):
        subprocess.run(
            [FONDS, *command],
            check=True,
            env=os.environ | _settings(pictures),
            stdout=subprocess.DEVNULL,
        )


def _settings(pictures: Pictures) -> dict[str, str]:
    return {"FONDS_DATA_DIR": str(pictures.data_dir), "FONDS_BASE_URL": BASE_URL}


@contextmanager
def _fonds(pictures: Pictures, **more: str) -> Iterator[Server]:
    port = free_port()
    command = [str(FONDS), "serve", "--port", str(port), "--workers", str(PROCESSES)]
    settings = _settings(pictures) | more
    with process(command, settings, port, "/iiif/image/3/bench:page/info.json") as pid:
        yield Server("fonds", port, (pid,))


def fonds(pictures: Pictures) -> AbstractContextManager[Server]:
    """Run Fonds as it is installed."""
    return _fonds(pictures)


def fonds_uncached(pictures: Pictures) -> AbstractContextManager[Server]:
    """Run Fonds so that it keeps nothing of what it renders."""
    return _fonds(pictures, FONDS_IMAGE_CACHE_MB="0")


@contextmanager
def iipimage(pictures: Pictures) -> Iterator[Server]:
    """Run IIPImage behind nginx; both processes accept from one socket, whichever is free."""
    settings = {
        "FILESYSTEM_PREFIX": f"{pictures.folder}/",
        "JPEG_QUALITY": str(_QUALITY),
        "VERBOSITY": "0",
        "LOGFILE": "/dev/null",
    }
    path = pictures.folder / "iipsrv.socket"
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listening, ExitStack() as stack:
        listening.bind(str(path))
        listening.listen(_BACKLOG)
        path.chmod(0o666)
        workers = [
            subprocess.Popen([_IIPSRV], stdin=listening, env=os.environ | settings)
            for _ in range(PROCESSES)
        ]
        for worker in workers:
            stack.callback(stop, worker)
        front = stack.enter_context(_nginx(pictures, "/iiif/2/page/info.json"))
        yield Server("iipimage", front.port, (*(one.pid for one in workers), *front.roots))


def _nginx(pictures: Pictures, target: str) -> AbstractContextManager[Server]:
    server = _IIIF_AND_FILES.format(folder=pictures.folder)
    return nginx_in(pictures.folder, PROCESSES, server, target, http="fastcgi_buffers 16 64k;")


def files(pictures: Pictures) -> AbstractContextManager[Server]:
    """Run nginx over the folder of the pictures, beneath ``/files/``."""
    return _nginx(pictures, "/files/made-by")


@contextmanager
def processor(pictures: Pictures) -> Iterator[Server]:
    """Run iiif-processor in two processes of node."""
    port = free_port()
    arguments = [str(port), str(pictures.folder), str(PROCESSES)]
    command = ["node", str(_installed() / "server.mjs"), *arguments]
    with process(command, {}, port, "/iiif/3/page/info.json") as pid:
        yield Server("iiif-processor", port, (pid,))


def _installed() -> Path:
    return FOLDER / "iiif-processor"


def install_processor() -> bool:
    """Install what the lock file of iiif-processor says; return whether it could be done."""
    if shutil.which("npm") is None:
        return False
    shutil.copytree(_HERE / "iiif-processor", _installed(), dirs_exist_ok=True)
    command = ["npm", "ci", "--ignore-scripts", "--silent", "--prefer-offline"]
    return subprocess.run(command, cwd=_installed(), check=False).returncode == 0


def iipimage_version() -> str:
    """Return the version of IIPImage that Debian has installed."""
    command = ["dpkg-query", "--showformat", "${Version}", "--show", "iipimage-server"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def processor_version() -> str:
    """Return the version of iiif-processor that the lock file pins."""
    locked = json.loads((_HERE / "iiif-processor" / "package-lock.json").read_text())
    version: str = locked["packages"]["node_modules/iiif-processor"]["version"]
    return version


def own_memory(server: Server) -> int:
    """Return the bytes of memory of *server*'s processes, each its share (PSS); without nginx."""
    roots = [psutil.Process(root) for root in server.roots]
    own = [one for one in roots if one.name() != "nginx"]
    family = [one for root in own for one in (root, *root.children(recursive=True))]
    return sum(int(one.memory_full_info().pss) for one in family)


@dataclass(frozen=True, slots=True)
class ImageServer:
    """Something to measure: how it is started, and where its pictures are.

    *most* is how many requests a measurement makes of one that is slower; *by_width* says that it
    is faster with tiles that are asked for by their width alone.
    """

    start: Callable[[Pictures], AbstractContextManager[Server]]
    prefix: str
    is_there: Callable[[], bool]
    otherwise: str
    most: int = 1_000_000
    by_width: bool = False


def _has_iipimage() -> bool:
    return _IIPSRV.is_file() and shutil.which("nginx") is not None


IMAGE_SERVERS = {
    "fonds": ImageServer(fonds, "/iiif/image/3/bench:", lambda: True, ""),
    "iipimage": ImageServer(
        iipimage,
        "/iiif/2/",
        _has_iipimage,
        "apt-get install iipimage-server nginx-light",
        most=4_000,
        by_width=True,
    ),
    "iiif-processor": ImageServer(
        processor, "/iiif/3/", install_processor, "node and npm are needed", most=300
    ),
}
"""What can be measured, by name."""
