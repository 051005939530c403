# make book   build the book         make lab    open the chapters as notebooks
# make book CORPUS=FOLDER   build it on another corpus, into FOLDER-book; GROUP_BY=COLUMN, BASELINE=FOLDER
# make test   run the tests          make bench  measure speed and memory
# make lint   check style, types     make clean  remove what was built
# make validate   hold labels, targets and the cleaner against the coding, into benchmarks/
# make reproduce  build the book twice, in clean folders, and compare every file of the two
# make licences   list the licence of every pinned package, into benchmarks/; fails on one that is not compatible
# make faults  try kills, faults and ten million inputs, into benchmarks/faults.md; takes hours
# make audit  ask for known vulnerabilities of every pinned package; says so where no database answers
# make pdf    print the whole book, with Chromium, into _build/book.pdf; of a release, v1.0.pdf
# `book`, `test`, `pdf`, `reproduce` and `archive` take RELEASE=<the version of CITATION.cff>;
# `reproduce` takes MANIFEST=<SHA256SUMS of a release>, too.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes

# One thread for linear algebra: kernels are forked, and several run at a time. Fixed hashes:
# the order of a set must not reach a page. Names of files are UTF-8, whatever the locale. And
# Python keeps what a chapter shows: docstrings.
export OPENBLAS_NUM_THREADS = 1
export PYTHONHASHSEED = 0
export PYTHONUTF8 = 1
export PYTHONOPTIMIZE =

# The release that the book is built as; none: unreleased. Its pages and citations say which.
RELEASE :=
VERSION := $(subst ",,$(shell sed -n 's/^version: *//p' CITATION.cff))
ifneq ($(filter-out $(VERSION),$(RELEASE)),)
$(error RELEASE is $(RELEASE), but the version in CITATION.cff is $(VERSION))
endif
ifeq ($(filter archive,$(MAKECMDGOALS))$(RELEASE),archive)
$(error Which release? make archive RELEASE=$(VERSION))
endif
export POLICYTEXT_RELEASE := $(RELEASE)

SOURCES := _config.yml _toc.yml index.md references.bib requirements.txt NOTICE.md LICENSE CITATION.cff \
  figure_ids.txt heading_labels.txt chapters data src _static

.PHONY: book test install lab pdf bench validate licences audit faults reproduce archive lint lock clean FORCE
.DELETE_ON_ERROR:
# A book that is there stays there, though what comes after it fails
.PRECIOUS: _build/html/index.html

# The folder of another corpus to build the book on; none: our own. It may show groups of its
# documents by a column of its documents.csv, and take derived tables as reference corpus.
CORPUS :=
GROUP_BY :=
BASELINE :=
ifeq ($(CORPUS),)
book: _build/html/index.html
	@echo "The book: file://$(CURDIR)/_build/html/index.html"
else
book: .venv/book
	$(BIN)/policytext book '$(CORPUS)' $(if $(GROUP_BY),--group-by '$(GROUP_BY)') \
	  $(if $(BASELINE),--baseline '$(BASELINE)')
endif

# By content and not by time: what changed is built, and nothing else, whatever the clock does. The
# tables are made anew first, if they need it. Beside the book stays what was read of each page: see
# policytext.book.rereading.
HASHES = find $(1) -type f -not -path '*/.*' -not -path '*/__pycache__/*' -not -path 'data/raw/*' -print0 \
  | LC_ALL=C sort -z | xargs -0 sha256sum
_build/html/index.html: .venv/book FORCE
	@mkdir -p _build
	@test -f _build/tables && $(call HASHES,data src) | cmp -s - _build/tables \
	  || { $(BIN)/policytext refresh data && $(call HASHES,data src) >_build/tables; }
	@{ echo 'release $(RELEASE)'; $(call HASHES,$(SOURCES)); } >_build/sources
	@test -f $@ && cmp -s _build/sources _build/built-from || $(BIN)/python -m policytext.book.build

# A file of tests stays in one process, where what it builds is built once
test: install book
	$(BIN)/python -m pytest -n auto --dist loadfile

install: .venv/test

# Chapters open as notebooks, in this environment alone; with CORPUS, a scratch notebook on it
LABCONFIG := .venv/etc/jupyter/labconfig/default_setting_overrides.json
lab: .venv/lab
ifeq ($(CORPUS),)
	$(BIN)/jupyter lab
else
	test -f "$$(realpath '$(CORPUS)')-book/scratch.md" || $(MAKE) book
	book="$$(realpath '$(CORPUS)')-book" && POLICYTEXT_DATA="$$book/source/data" $(BIN)/jupyter lab "$$book/scratch.md"
endif

bench: install
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.reading

validate: install
	$(BIN)/python -m benchmarks.validate
	$(BIN)/python -m benchmarks.extraction

# Packages for tests and lab are listed, too, and so installed
licences: .venv/faults .venv/lab
	$(BIN)/python -m benchmarks.licences

audit: .venv/test
	$(BIN)/python -m benchmarks.audit

faults: .venv/faults book
	$(BIN)/python tests/faults/campaign.py

MANIFEST :=
reproduce:
	$(PYTHON) -m benchmarks.reproduce --release '$(RELEASE)' --manifest '$(MANIFEST)'

# The book of a release as it is kept; the same book gives the same bytes
archive: _build/v$(RELEASE).tar.gz
_build/v$(RELEASE).tar.gz: _build/html/index.html
	.ci/archive _build/html $@

PDF := _build/$(if $(RELEASE),v$(RELEASE),book).pdf
pdf: $(PDF)
	@echo "The book: file://$(CURDIR)/$(PDF)"
$(PDF): _build/html/index.html .venv/test
	$(BIN)/python -m policytext.book.whole_book _build/html $@

lint: .venv/test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

# Needs uv. Versions move only here, and all four files move together.
LOCK := uv pip compile pyproject.toml --no-config --quiet --universal --python-version 3.11 \
  --generate-hashes --no-annotate --no-header --extra book
lock:
	$(LOCK) --upgrade -o requirements.txt
	$(LOCK) --extra test -c requirements.txt -o requirements-test.txt
	$(LOCK) --extra test --extra faults -c requirements-test.txt -o requirements-faults.txt
	$(LOCK) --extra lab -c requirements.txt -o requirements-lab.txt

clean:
	rm -rf _build

# jieba comes as source: what builds it is taken from the lock too, and first
.venv/book: requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	sed -n '/^setuptools==/,/[^\\]$$/p' requirements.txt > .venv/build.txt
	$(PIP) -r .venv/build.txt
	$(PIP) --no-build-isolation --use-pep517 -r requirements.txt
	$(BIN)/python -m pip --quiet install --no-deps --no-build-isolation --editable .
	touch $@

.venv/test: .venv/book requirements-test.txt
	$(PIP) -r requirements-test.txt
	touch $@

.venv/faults: .venv/test requirements-faults.txt
	$(PIP) -r requirements-faults.txt
	touch $@

.venv/lab: .venv/book requirements-lab.txt
	$(PIP) -r requirements-lab.txt
	mkdir -p $(dir $(LABCONFIG))
	$(BIN)/jupytext-config --settings-file $(LABCONFIG) set-default-viewer markdown
	touch $@
