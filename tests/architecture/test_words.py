"""What may not stand in the repository: registry addresses, paths of one machine, and words the sector avoids."""

import re
import subprocess
import tomllib
from collections.abc import Iterator

from tests.architecture.floors import CHECKOUT

AVOIDED = re.compile(
    r"\b(league tables?|best practice|underperform\w*|top schools?|worst schools?|interventions?)\b", re.IGNORECASE
)
# Pages that name a word in order to refuse it.
ABOUT_WORDS = {"GLOSSARY.md", "docs/explanation/words.md"}
REFUSALS = re.compile(r"\b(not|never|no|without|avoid\w*|nor)\b[^.]{0,60}$", re.IGNORECASE)
CODE_OF_TEMPLATES = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<!--.*?-->|<[^>]*>", re.DOTALL)


def list_committed(*patterns: str) -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in listed.stdout.splitlines() if (CHECKOUT / name).is_file()]


def test_no_lock_file_holds_a_registry_address():
    pattern = re.compile(
        r'"resolved":|^--(extra-)?index-url|^registry\s*=|files\.pythonhosted|registry\.npmjs', re.MULTILINE
    )
    locks = list_committed("requirements/*", "package*.json", ".npmrc", "pyproject.toml")
    assert len(locks) >= 8
    assert [name for name in locks if pattern.search((CHECKOUT / name).read_text(encoding="utf-8"))] == []


def test_no_file_holds_a_path_of_one_machine():
    pattern = re.compile(r"(?<![\w./-])/(work|root|farm|home/\w+)/")
    texts = list_committed("*.py", "*.md", "*.toml", "*.html", "*.scss", "*.js", "Makefile", "tools/*", ".ci/*")
    assert [
        name
        for name in texts
        if name != "tests/architecture/test_words.py" and pattern.search((CHECKOUT / name).read_text(encoding="utf-8"))
    ] == []


def test_pages_use_the_words_of_the_sector():
    found = []
    for name in list_committed("src/plait/**/*.html", "*.md", "docs/**/*.md", "src/plait/**/*.toml"):
        if name in ABOUT_WORDS:
            continue
        for number, line in enumerate((CHECKOUT / name).read_text(encoding="utf-8").splitlines(), 1):
            found += [
                f"{name}:{number}: {m.group()}"
                for m in AVOIDED.finditer(line)
                if not REFUSALS.search(line[: m.start()])
            ]
    assert found == []


def test_what_a_person_reads_is_set_with_typographic_quotes():
    # But for what official files are written in, and read by.
    as_published = {"src/plait/simulation/words.toml", "src/plait/indicators/store/spine_words.toml"}
    texts = [name for name in list_committed("src/plait/**/*.toml") if name not in as_published]
    assert len(texts) > 30
    found = [
        f"{name}: {text[:60]}"
        for name in texts
        for text in list_texts(tomllib.loads((CHECKOUT / name).read_text(encoding="utf-8")))
        if "'" in text or '"' in text
    ]
    for name in list_committed("src/plait/web/templates/**/*.html"):
        said = CODE_OF_TEMPLATES.sub(" ", (CHECKOUT / name).read_text(encoding="utf-8"))
        found += [f"{name}: {m.group()}" for m in re.finditer(r"\w+'\w+", said)]
    assert found == []


def list_texts(told: object) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict | list):
        for each in told.values() if isinstance(told, dict) else told:
            yield from list_texts(each)


def test_every_dependency_has_its_reason():
    for name in ("run", "dev", "bench"):
        lines = (CHECKOUT / "requirements" / f"{name}.in").read_text(encoding="utf-8").splitlines()
        bare = [line for line in lines if line and not line.startswith(("#", "-r")) and "#" not in line]
        assert bare == [], name


def test_no_third_party_code_or_data_is_committed():
    names = list_committed()
    assert [n for n in names if re.search(r"(^|/)(vendor|vendored|third_party|node_modules)/", n)] == []
    assert [n for n in names if (CHECKOUT / n).stat().st_size > 400_000] == []
