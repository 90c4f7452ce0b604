"""`plait simulate` writes a sector, and says in sentences why it cannot."""

from pathlib import Path

import pytest

from plait.cli.simulate import simulate
from plait.core.errors import PlaitError


def test_the_command_writes_files_and_truth(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    simulate(to=tmp_path, schools=110, trusts=6, seed=4)
    assert (tmp_path / "files" / "gias" / "edubasealldata20261001.csv").is_file()
    assert (tmp_path / "truth" / "schools.csv").is_file()
    assert "98 files" in capsys.readouterr().err


def test_trusts_follow_from_the_schools_when_not_told(tmp_path: Path) -> None:
    simulate(to=tmp_path, schools=160, seed=4)
    trusts = (tmp_path / "truth" / "trusts.csv").read_text(encoding="utf-8").splitlines()
    assert len(trusts) == 1 + 10


def test_a_sector_that_cannot_be_is_refused_in_three_sentences(tmp_path: Path) -> None:
    with pytest.raises(PlaitError) as refused:
        simulate(to=tmp_path, schools=50, trusts=3, seed=4)
    assert refused.value.what
    assert refused.value.why
    assert refused.value.mend
    assert not (tmp_path / "files").exists()
