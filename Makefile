# Two commands: `make demo` shows the main job, `make test` proves it. Both make what they need, in .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
BOOKS := demo-books

.PHONY: demo test lint coverage clean

demo: $(VENV)/.installed
	rm -rf $(BOOKS)
	$(BIN)/riga-grants demo $(BOOKS) >/dev/null
	$(BIN)/riga-grants import $(BOOKS)/inbox/*.xlsx --books $(BOOKS)
	$(BIN)/riga-grants demo $(BOOKS) --close >/dev/null
	$(BIN)/riga-grants report committee RGAP --books $(BOOKS) -o $(BOOKS)/RGAP-committee.xlsx >/dev/null
	$(BIN)/riga-grants report committee RGAP --books $(BOOKS) --sheet summary -o $(BOOKS)/RGAP-summary.pdf >/dev/null
	$(BIN)/riga-grants report claim RGAP --period 2016-Q4 --books $(BOOKS) -o $(BOOKS)/RGAP-2016-Q4-claim.pdf >/dev/null
	$(BIN)/riga-grants report audit RGAP --books $(BOOKS) -o $(BOOKS)/RGAP-audit.xlsx >/dev/null
	$(BIN)/riga-grants settlement RGAP --books $(BOOKS)
	$(BIN)/riga-grants check RGAP --books $(BOOKS)
	@echo
	@echo "Twelve closed quarters:    $(BIN)/riga-grants period show RGAP --books $(BOOKS)"
	@echo "Prove that none changed:   $(BIN)/riga-grants verify RGAP --books $(BOOKS)"
	@echo "The committee's workbook:  $(BOOKS)/RGAP-committee.xlsx, and its one page as RGAP-summary.pdf"
	@echo "The last quarter's claim:  $(BOOKS)/RGAP-2016-Q4-claim.pdf; the auditor's file: $(BOOKS)/RGAP-audit.xlsx"
	@echo "Open the books in Fava:    $(BIN)/riga-grants fava --books $(BOOKS)"

test: $(VENV)/.installed-for-tests lint
	sh tests/install-programs.sh
	$(BIN)/python -m pytest -n auto --dist loadfile

# Which lines and branches no test reaches; half as slow again.
coverage: $(VENV)/.installed-for-tests
	$(BIN)/python -m pytest -n auto --dist loadfile --cov --cov-report=term

lint: $(VENV)/.installed-for-tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

clean:
	rm -rf $(VENV) $(BOOKS) dist .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis

# Debian's python3 may come without the parts that `venv` needs; virtualenv brings its own.
$(BIN)/python:
	$(PYTHON) -m venv $(VENV) 2>/dev/null || { \
	  rm -rf $(VENV) && $(PYTHON) -m pip install --quiet --target $(VENV)-bootstrap virtualenv && \
	  PYTHONPATH=$(VENV)-bootstrap $(PYTHON) -m virtualenv --quiet $(VENV) && rm -rf $(VENV)-bootstrap; }

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable '.[fava,pdf]'
	touch $@

$(VENV)/.installed-for-tests: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable '.[dev]'
	touch $@ $(VENV)/.installed
