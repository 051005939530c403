"""`policytext lexicon check`: what is odd in a lexicon."""

import pytest

from policytext.cli import main
from policytext.coding.lexicon_check import ERRORS, check_lexicon
from policytext.coding.themes import read_lexicon, shipped_lexicon
from policytext.data import InputError, data_folder

SAMPLE = data_folder() / "sample"


@pytest.fixture
def lexicon(tmp_path):
    """Writes a lexicon of two themes with these rows: theme, term, strength."""

    def write(*rows: str):
        (tmp_path / "themes.csv").write_text("theme,core\na,true\nb,true\n", "utf-8")
        text = "theme,term,strength\n" + "".join(f"{row}\n" for row in rows)
        (tmp_path / "terms.csv").write_text(text, "utf-8")
        return tmp_path

    return write


def said(folder, texts=None) -> list[tuple[str, int, str]]:
    return [(one.kind, one.line, one.said) for one in check_lexicon(folder, texts)]


def test_what_cannot_be_used_is_named_and_the_lexicon_is_refused(lexicon):
    folder = lexicon("a,创新,strong", "c,产业,strong", "b,文化,big", "a,创新,weak", "b,创新,weak")
    found = said(folder)
    assert [(kind, line) for kind, line, _ in found] == [
        ("theme", 3),
        ("theme", 4),
        ("duplicate", 5),
    ]
    assert "'c'" in found[0][2] and "'big'" in found[1][2] and "line 2" in found[2][2]
    with pytest.raises(InputError):
        read_lexicon(folder)


def test_terms_that_no_text_has_are_told_from_those_hidden_in_longer_ones(lexicon):
    folder = lexicon("a,科技创新,strong", "b,创新,strong", "b,博物馆,strong", "a,人才,weak")
    found = said(folder, ["坚持科技创新，", "引进人才。"])
    assert found[:2] == [
        ("unused", 3, "创新 (b), only within longer terms"),
        ("unused", 4, "博物馆 (b)"),
    ]


def test_a_term_that_hides_one_of_another_theme_is_named(lexicon):
    folder = lexicon("a,文化产业,strong", "b,产业,strong", "a,文化,strong", "b,文化水平,cancels")
    assert said(folder) == [("overlap", 2, "文化产业 (a) hides 产业 (b)")]


def test_the_shipped_lexicon_has_no_error():
    found = check_lexicon(data_folder() / "lexicon")
    assert [one for one in found if one.kind in ERRORS] == []
    assert len([one for one in found if one.kind == "overlap"]) < len(shipped_lexicon().strengths)


def test_the_command_lists_each_kind_and_its_status_tells(capsys, lexicon):
    assert main(["lexicon", "check", "--raw", str(SAMPLE)]) == 0
    out = capsys.readouterr().out
    assert "stand twice under one theme: 0" in out and "Terms that no document has: " in out
    folder = lexicon("c,创新,strong", "a,\x1b[31m,strong")
    assert main(["lexicon", "check", str(folder), "--replace"]) == 1
    out = capsys.readouterr().out
    assert "line 2: 创新: theme 'c'" in out and "\x1b" not in out and "no document has" not in out
    assert main(["lexicon", "check", str(folder / "none")]) == 2


def test_beside_ours_its_themes_are_known_and_clashes_are_named(capsys, lexicon):
    folder = lexicon("culture,灯塔,strong", "a,创新,strong", "a,船舶產業,weak")
    (folder / "themes.csv").unlink()
    assert main(["lexicon", "check", str(folder)]) == 1  # there is no theme a
    (folder / "themes.csv").write_text("theme\na\n", "utf-8")
    capsys.readouterr()
    assert main(["lexicon", "check", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "创新 (a) stands under innovation, too" in out
    assert "line 4: 船舶產業: texts have 船舶产业" in out
