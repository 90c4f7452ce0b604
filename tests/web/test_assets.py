"""Rebuilding styles and script while a site runs: at every moment the manifest names files that are there."""

import json
from pathlib import Path

import pytest
from tools import build_assets

from plait.web.templatetags import plait as tags


def make(folder: Path, **files: str) -> Path:
    """A folder of built assets: each file under its name with a hash, a twin beside it, and the manifest."""
    folder.mkdir()
    names = {}
    for name, body in files.items():
        hashed = f"{name}.{body}.css"
        (folder / hashed).write_text(body)
        (folder / f"{hashed}.br").write_text(body)
        names[f"{name}.css"] = hashed
    (folder / "manifest.json").write_text(json.dumps(names))
    (folder / ".built").write_text("".join(files.values()))
    return folder


def held(target: Path) -> set[str]:
    return {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}


def test_the_manifest_is_there_and_true_after_every_single_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    target = tmp_path / "target"
    build_assets.switch(make(tmp_path / "one", plait="aaa", gone="ggg"), target)
    seen = []

    def watch(arriving: Path, place: Path) -> None:
        arriving.rename(place)
        names = json.loads((target / "manifest.json").read_text())
        assert all((target / name).is_file() for name in names.values())
        seen.append(place.name)

    monkeypatch.setattr(Path, "replace", watch)
    build_assets.switch(make(tmp_path / "two", plait="bbb"), target)
    assert seen == ["plait.bbb.css", "plait.bbb.css.br", "manifest.json", ".built"]
    assert json.loads((target / "manifest.json").read_text()) == {"plait.css": "plait.bbb.css"}


def test_what_the_last_manifest_named_is_kept_once_more_and_then_goes(tmp_path: Path):
    target = tmp_path / "target"
    build_assets.switch(make(tmp_path / "one", plait="aaa"), target)
    build_assets.switch(make(tmp_path / "two", plait="bbb"), target)
    assert {"plait.aaa.css", "plait.aaa.css.br", "plait.bbb.css"} <= held(target)
    build_assets.switch(make(tmp_path / "three", plait="ccc"), target)
    assert held(target) == {
        *("plait.bbb.css", "plait.bbb.css.br", "plait.ccc.css", "plait.ccc.css.br"),
        *("manifest.json", ".built"),
    }


def test_a_running_site_keeps_the_assets_it_began_with(tmp_path: Path, settings: object):
    settings.STATIC_ROOT, settings.WHITENOISE_AUTOREFRESH = tmp_path, False  # type: ignore[attr-defined]
    build_assets.switch(make(tmp_path / "one", plait="aaa"), tmp_path / "plait")
    assert tags.asset("plait.css") == "/static/plait/plait.aaa.css"
    build_assets.switch(make(tmp_path / "two", plait="bbb"), tmp_path / "plait")
    assert tags.asset("plait.css") == "/static/plait/plait.aaa.css"
    settings.WHITENOISE_AUTOREFRESH = True  # type: ignore[attr-defined]
    assert tags.asset("plait.css") == "/static/plait/plait.bbb.css"


def test_a_site_without_assets_says_how_to_build_them(tmp_path: Path, settings: object):
    settings.STATIC_ROOT = tmp_path  # type: ignore[attr-defined]
    with pytest.raises(tags.AssetsNotBuilt, match="have not been built"):
        tags.asset("plait.css")
