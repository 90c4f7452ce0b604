"""PLAIT_HOME: the one folder under which Plait writes everything."""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Home:
    """Where each kind of thing lies under one folder."""

    root: Path

    @property
    def database(self) -> Path:
        """The embedded SQLite database."""
        return self.root / "plait.sqlite3"

    @property
    def store(self) -> Path:
        """The data store: `builds/`, and the pointer to the current one."""
        return self.root / "store"

    @property
    def downloads(self) -> Path:
        """Files that `plait data fetch` brought."""
        return self.root / "downloads"

    @property
    def fictional(self) -> Path:
        """Files that the simulator wrote."""
        return self.root / "fictional"

    @property
    def mail(self) -> Path:
        """Letters of a demo site, which writes them here and sends none."""
        return self.root / "mail"

    @property
    def uploads(self) -> Path:
        """Files that people uploaded, each under the hash of what it holds."""
        return self.root / "uploads"

    @property
    def logs(self) -> Path:
        """Log files."""
        return self.root / "logs"

    @property
    def secret_key(self) -> Path:
        """The generated secret key of a demo site."""
        return self.root / "secret_key"


def find_home() -> Home:
    """PLAIT_HOME if set, else `var/` in a checkout, else `~/.local/share/plait`."""
    told = os.environ.get("PLAIT_HOME")
    if told:
        return Home(_resolve(told))
    if (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "src" / "plait").is_dir():
        return Home(_CHECKOUT / "var")
    return Home(Path.home() / ".local" / "share" / "plait")


@lru_cache(maxsize=16)
def _resolve(told: str) -> Path:
    """Looked up once for a process: each page asks."""
    return Path(told).expanduser().resolve()
