"""Write the bill of materials of the site, as CycloneDX 1.6: every package that runs, its version and hashes.

Packages of Python are read from requirements/run.txt, those of the pages from package-lock.json; nothing is asked of
anybody, and the same files give the same bill. `python tools/write_bill.py [FILE]`; unless said, var/bill.cdx.json.
"""

import base64
import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any, Final

CHECKOUT: Final = Path(__file__).resolve().parents[1]
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def write_bill() -> dict[str, Any]:
    """The bill: the site, and what it is made of, by name."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    parts = [*_list_python(), *_list_browser()]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": project["name"], "version": _version(project)}},
        "components": sorted(parts, key=lambda each: each["purl"]),
    }


def _version(project: dict[str, Any]) -> str:
    if "version" in project:
        return str(project["version"])
    found = re.search(r'__version__ = "([^"]+)"', (CHECKOUT / "src/plait/__init__.py").read_text(encoding="utf-8"))
    return found[1] if found else ""


def _list_python() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for line in (CHECKOUT / "requirements" / "run.txt").read_text(encoding="utf-8").splitlines():
        if named := _PINNED.match(line):
            found.append(_part("pypi", named[1], named[2]))
        if found:
            found[-1]["hashes"] += [_hash("SHA-256", each) for each in _HASH.findall(line)]
    return found


def _list_browser() -> list[dict[str, Any]]:
    told = json.loads((CHECKOUT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    found = []
    for place, each in told.items():
        if not place or each.get("dev"):  # the checkout itself, and what builds and tests it
            continue
        part = _part("npm", place.rpartition("node_modules/")[2], each["version"])
        algorithm, _, digest = each.get("integrity", "").partition("-")
        if digest:
            part["hashes"].append(_hash(algorithm.upper().replace("SHA", "SHA-"), base64.b64decode(digest).hex()))
        found.append(part)
    return found


def _part(kind: str, name: str, version: str) -> dict[str, Any]:
    purl = f"pkg:{kind}/{name.replace('@', '%40')}@{version}"
    return {"type": "library", "name": name, "version": version, "purl": purl, "hashes": []}


def _hash(algorithm: str, digest: str) -> dict[str, str]:
    return {"alg": algorithm, "content": digest}


def main() -> None:
    """Write it."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else CHECKOUT / "var" / "bill.cdx.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    bill = write_bill()
    target.write_text(json.dumps(bill, indent=1) + "\n", encoding="utf-8")
    print(f"{len(bill['components'])} packages written to {target}.")


if __name__ == "__main__":
    main()
