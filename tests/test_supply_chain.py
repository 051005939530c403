"""What the project hangs on: licences, known holes, workflows, and nothing that runs data."""

import ast
import json
import marshal
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from benchmarks import audit, licences
from policytext.reading.segment import segment

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SOURCES = sorted((ROOT / "src").rglob("*.py"))


def listed() -> list[list[str]]:
    """The cells of each row of the committed page of licences."""
    lines = licences.PAGE.read_text("utf-8").splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]
    return rows[2:]


def test_the_list_of_licences_names_what_is_pinned_and_what_for():
    pinned = [[*pin, ", ".join(uses)] for pin, uses in licences.pinned_in().items()]
    assert [[row[0], row[1], row[3]] for row in listed()] == pinned, "make licences"


def test_every_licence_of_the_list_is_compatible():
    assert [row for row in listed() if not licences.is_compatible(row[2])] == []


class Package:
    """A package that is installed, as far as its licence is asked for."""

    def __init__(self, said: str) -> None:
        from email import message_from_string

        self.metadata = message_from_string(said)


@pytest.mark.parametrize(
    ("metadata", "found"),
    [
        ("License-Expression: MIT OR GPL-2.0-only\nLicense: GPL", "MIT OR GPL-2.0-only"),
        (
            "License: BSD 3-Clause\nClassifier: License :: OSI Approved :: BSD License",
            "BSD-3-Clause",
        ),
        ("License: UNKNOWN\nClassifier: License :: OSI Approved :: MIT License", "MIT"),
        ("License: Permission is hereby granted, free of charge, to any person", ""),
        ("License: MIT\nClassifier: License :: OSI Approved :: GPLv3", "GPLv3 AND MIT"),
        ("Name: a", ""),
    ],
)
def test_a_licence_is_read_from_metadata(metadata, found):
    assert licences.said(Package(metadata)) == found


@pytest.mark.parametrize(
    ("pin", "metadata", "message"),
    [
        (("a", "1"), "License: AGPL-3.0", "a 1: AGPL-3.0 found"),
        (("a", "1"), "Name: a", "a 1: no licence found"),
        (("b", "1"), "License: MIT", "b 1: not installed here"),
        (("docutils", "99"), "License: MIT", r"docutils 99: its licence was read of .*; read it"),
    ],
)
def test_a_licence_that_is_unknown_or_incompatible_is_refused(pin, metadata, message):
    with pytest.raises(ValueError, match=message):
        licences.licence(pin, {"a": Package(metadata)})


def test_the_notice_names_all_that_is_used_directly():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    needed = [re.match(r"[\w.-]+", name)[0] for name in sum(extras, project["dependencies"])]
    notice = re.sub(r"[ -]", "", (ROOT / "NOTICE.md").read_text("utf-8").lower())
    called = {"beautifulsoup4": "beautifulsoup", "jinja2": "jinja"}
    needed = [called.get(name, name.replace("-", "")) for name in needed if name != "policytext"]
    assert [name for name in needed if name not in notice] == []


def test_an_audit_asks_for_every_pin_with_its_hash_and_for_any_system():
    asked = []
    for lock in audit.lock_files():
        blocks = re.split(r"\n(?=\w)", lock.strip())
        names = [block.partition("==")[0] for block in blocks]
        assert len(set(names)) == len(names)
        for block in blocks:
            assert ";" not in block and "--hash=sha256:" in block
            asked.append(tuple(block.split()[0].split("==")))
    assert sorted(asked) == list(licences.pinned_in())


FOUND = [
    {"name": "a", "version": "1", "vulns": []},
    {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3"]}]},
    {"name": "c", "skip_reason": "c is not known"},
]


def test_what_pip_audit_found_is_read():
    answer = audit.answer_of(FOUND)
    assert answer.known == ["b 2: PYSEC-1, mended in 3"]
    assert answer.missing == ["c is not known"]


NOTHING = audit.Answer([], [])
HOLE = audit.Answer(["b 2: PYSEC-1, mended in 3"], ["c is not known"])
SILENT = audit.Answer([], ["no connection"])


@pytest.mark.parametrize(
    ("pypi", "osv", "status", "said"),
    [
        (NOTHING, SILENT, 0, "No vulnerability is known"),
        (SILENT, NOTHING, 0, "No vulnerability is known"),
        (HOLE, NOTHING, 1, "b 2: PYSEC-1, mended in 3"),
        (HOLE, SILENT, 1, "b 2: PYSEC-1, mended in 3"),
        (SILENT, SILENT, 2, "Not audited: no database answered"),
    ],
)
def test_an_audit_is_clean_only_if_a_database_answered_for_all(
    monkeypatch, capsys, pypi, osv, status, said
):
    answers = {"pypi": pypi, "osv": osv}
    monkeypatch.setattr(audit, "ask", lambda database, lock: answers[database])
    assert audit.main() == status
    printed = capsys.readouterr().out
    assert said in printed
    assert ("No vulnerability" in printed) == (status == 0)


def test_where_pip_audit_gives_no_answer_its_reason_is_said(monkeypatch):
    failed = subprocess.CompletedProcess([], 1, "", "Traceback\nConnectionError: no route\n")
    monkeypatch.setattr(audit.subprocess, "run", lambda *_, **__: failed)
    lock = "a==1 \\\n    --hash=sha256:0\nb==2 \\\n    --hash=sha256:0\n"
    assert audit.ask("osv", lock) == audit.Answer([], ["ConnectionError: no route"] * 2)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_is_valid_pinned_and_reads_only_unless_it_publishes(path):
    command = ["-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", path]
    result = subprocess.run([sys.executable, *command], capture_output=True, text=True)
    assert result.returncode == 0, result.stdout
    text = path.read_text("utf-8")
    for action in re.findall(r"uses: (.*)", text):
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+", action), action
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        assert name in ("publish", "release") or "permissions" not in job
        for step in job["steps"]:
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False


def test_all_workflows_use_the_same_actions():
    texts = "".join(path.read_text("utf-8") for path in WORKFLOWS)
    actions = set(re.findall(r"uses: (\S+)@(\S+)", texts))
    assert len(dict(actions)) == len(actions)


def test_the_audit_runs_each_week():
    workflow = yaml.safe_load((ROOT / ".github/workflows/audit.yml").read_text("utf-8"))
    assert "schedule" in workflow[True]  # YAML takes `on` for a truth value
    assert workflow["jobs"]["audit"]["steps"][-1]["run"] == "make audit"


# Beside what Ruff's rules S find: what reads or runs more than plain data
DANGEROUS = re.compile(
    r"eval|exec|__import__|os\.(?:system|popen|spawn\w+|exec\w+)|np\.load|(?:tempfile\.)?mktemp"
    r"|(?:pd|pandas)\.read_(?:pickle|hdf)|(?:pickle|marshal|shelve|dill|joblib|cloudpickle)\.\w+"
    r"|(?:archive|tar|tarfile|zipfile)\.(?:unpack_archive|extract\w*)|shutil\.unpack_archive"
    r"|jieba\.(?!Tokenizer$|get_dict_file$)\w+|(?:etree|html)\.(?:parse|fromstring|XMLParser)"
    r"|(?:urllib|requests|httpx|socket)\..*|urlopen|(?:trafilatura\.)?fetch_\w+"
)


def calls(source: str):
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]


@pytest.mark.parametrize(
    "call", ["eval(a)", "np.load(a)", "jieba.lcut(a)", "jieba.initialize()", "pickle.loads(a)"]
)
def test_a_dangerous_call_is_known(call):
    assert DANGEROUS.fullmatch(ast.unparse(calls(call)[0].func))


def test_the_package_calls_nothing_that_runs_or_fetches_what_data_say():
    found = [
        f"{path.relative_to(ROOT)}: {called}"
        for path in SOURCES
        for node in calls(path.read_text("utf-8"))
        if DANGEROUS.fullmatch(called := ast.unparse(node.func))
        or any(keyword.arg in ("shell", "allow_pickle") for keyword in node.keywords)
    ]
    # The command begins anew with its own words, where a locale is not UTF-8
    assert found == ["src/policytext/cli.py: os.execve"]


def test_ruff_looks_for_dangerous_calls_and_each_exception_says_why():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
    assert "S" in settings["select"]
    assert [code for code in settings["ignore"] if code.startswith("S")] == ["S101"]
    assert not any("src" in place for place in settings["per-file-ignores"])
    exceptions = [
        line
        for path in SOURCES
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"noqa: S\d", line)
    ]
    assert exceptions
    assert [line for line in exceptions if not re.search(r"noqa: S\d{3} - \w", line)] == []


# What jieba would take for its dictionary: one word, and that is none
FORGED = {"质": 1, "质生": 0, "质生产": 10**9}
TEXT = "发展新质生产力，增长11.5%。"

SEGMENTING = """
import json, os, sys

def watch(event, arguments):
    if event == "marshal.load" or event == "open" and "jieba.cache" in str(arguments[0]):
        os._exit(3)

sys.addaudithook(watch)
from policytext import clean, derive, formulas, label, segment, targets
from policytext.reading import fast_segment
from policytext.reading.segment import segment_each, segmenter, token_lengths, word_list

text = sys.argv[1]
found = [
    segment(text, engine=engine, hmm=hmm, words=words)
    for engine in ("fast", "jieba") for hmm in (True, False) for words in (None, (), ("展新",))
]
found += segment_each([text], engine="fast") + segment_each([text * 900], engine="jieba")
segment(text * 900)
found.append(token_lengths(text).tolist())
label([text]), targets([text]), formulas(text), clean(text)
found.append(derive(sys.argv[2]).tokens.to_csv())
fast_segment.is_available = lambda: False  # as where rjieba is not installed
segmenter.cache_clear()
found.append(segment(text))
print(json.dumps(found))
"""


def segmented(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What a program says of the text, with this folder for temporary files."""
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-c", program, TEXT, str(ROOT / "data" / "sample")]
    environment = os.environ | {"TMPDIR": str(folder), "PYTHONHASHSEED": "0"}
    return subprocess.run(command, env=environment, capture_output=True, text=True)


def test_a_dictionary_that_somebody_put_into_the_temporary_folder_is_not_read(tmp_path):
    planted = tmp_path / "planted"
    planted.mkdir()
    content = marshal.dumps((FORGED, sum(FORGED.values())))
    (planted / "jieba.cache").write_bytes(content)
    deceived = segmented("import jieba, sys; print(jieba.lcut(sys.argv[1]))", planted)
    assert "'质生产'" in deceived.stdout, "jieba itself does not take the forged one"

    done = segmented(SEGMENTING, planted)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found == json.loads(segmented(SEGMENTING, tmp_path / "clean").stdout)
    assert found[0] == found[-1] == segment(TEXT)
    assert {path.name: path.read_bytes() for path in planted.iterdir()} == {"jieba.cache": content}
    assert list((tmp_path / "clean").iterdir()) == []


def test_what_the_page_on_security_leads_to_is_there():
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    links = re.findall(r"\]\(([^)#]+)", text)
    links += re.findall(r"`((?:tests|benchmarks|data)/[^`*]*)`", text)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
