# .venv is made and kept up to date by studio/dev/install/bootstrap.py; PORT, DATABASE_URL and REDIS_URL are looked at by `run`.
PYTHON := $(shell test -x .venv/bin/python && echo .venv/bin/python || echo python3)
WITH = exec $(PYTHON) studio/dev/install/bootstrap.py
COMPILE = $(WITH) requirements-dev.lock -m uv pip compile --quiet --no-config --no-header --no-emit-index-url \
	--default-index https://pypi.org/simple --universal --python-version 3.11 --generate-hashes setup.cfg

.PHONY: run test explore bench pictures lock

run:
	@$(WITH) requirements.lock studio/dev/run.py

test:
	@$(WITH) requirements-dev.lock -m studio.dev.check

explore:
	@$(WITH) requirements-dev.lock -m pytest -m "explore or hypothesis" --hypothesis-profile explore --numprocesses auto

bench:
	@$(WITH) requirements-dev.lock -m bench

# The guide's pictures, from the demo studio; ONLY="schedule year" takes some of them.
pictures:
	@$(WITH) requirements-dev.lock -m studio.dev.pictures $(ONLY)

lock:
	@$(COMPILE) --extra run --output-file requirements.lock
	@$(COMPILE) --extra run --extra dev --constraint requirements.lock --output-file requirements-dev.lock
