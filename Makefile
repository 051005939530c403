# make book   build the book         make lab    open the chapters as notebooks
# make book CORPUS=FOLDER   build it on another corpus, into FOLDER-book; GROUP_BY=COLUMN, BASELINE=FOLDER
# make test   run the tests          make bench  measure speed and memory
# make lint   check style, types     make clean  remove what was built
# make validate   hold labels, targets and the cleaner against the coding, into benchmarks/
# make reproduce  build the book twice, in clean folders, and compare every file of the two
# make pdf    print the whole book, with Chromium, into _build/book.pdf; of a release, v1.0.pdf
# `book`, `test`, `pdf`, `reproduce` and `archive` take RELEASE=<the version of CITATION.cff>;
# `reproduce` takes MANIFEST=<SHA256SUMS of a release>, too.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes

# One thread for linear algebra: kernels are forked, and several run at a time. Fixed hashes:
# the order of a set must not reach a page.
export OPENBLAS_NUM_THREADS = 1
export PYTHONHASHSEED = 0

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
BUILT_AS := _build/built-as-$(or $(RELEASE),unreleased)

SOURCES := _config.yml _toc.yml index.md references.bib requirements.txt NOTICE.md LICENSE CITATION.cff figure_ids.txt heading_labels.txt \
  $(shell find chapters data src _static -type f -not -path 'data/raw/*' \
    -not -path '*/__pycache__/*' -not -path '*/.ipynb_checkpoints/*' 2>/dev/null)

.PHONY: book test install lab pdf bench validate reproduce archive lint lock clean
.DELETE_ON_ERROR:

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

# Built in a clean folder and moved there whole: no stale page, and the old book stays until then.
# Beside that folder stays what was read of each page: see policytext.book.rereading.
_build/html/index.html: .venv/book $(BUILT_AS) _build/tables $(SOURCES)
	rm -rf _build/next/_build/html _build/last
	mkdir -p _build/next
	$(BIN)/jupyter-book build . -W -n --keep-going --path-output _build/next >_build/log.txt
	rm _build/next/_build/html/.buildinfo
	cd _build/next/_build/html && find . -type f -printf '%P\0' | LC_ALL=C sort -z \
	  | xargs -0 sha256sum >../SHA256SUMS
	mv _build/next/_build/SHA256SUMS _build/next/_build/html
	if [ -e _build/html ]; then mv _build/html _build/last; fi
	mv _build/next/_build/html _build/html
	rm -rf _build/last
	touch $@

# The tables are of the present lexicon, word list and code, or made anew
_build/tables: .venv/book $(filter data/% src/%,$(SOURCES))
	$(BIN)/policytext refresh data
	mkdir -p _build
	touch $@

# Another release is another book
$(BUILT_AS):
	mkdir -p _build
	rm -f _build/built-as-*
	touch $@

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

# Needs uv. Versions move only here, and all three files move together.
LOCK := uv pip compile pyproject.toml --no-config --quiet --universal --python-version 3.11 \
  --generate-hashes --no-annotate --no-header --extra book
lock:
	$(LOCK) --upgrade -o requirements.txt
	$(LOCK) --extra test -c requirements.txt -o requirements-test.txt
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

.venv/lab: .venv/book requirements-lab.txt
	$(PIP) -r requirements-lab.txt
	mkdir -p $(dir $(LABCONFIG))
	$(BIN)/jupytext-config --settings-file $(LABCONFIG) set-default-viewer markdown
	touch $@
