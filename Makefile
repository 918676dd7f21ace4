# Everything is done by dev.py (also where there is no make): python3 dev.py run
PYTHON ?= python3

.PHONY: run test check bench long lock docs

run:
	@$(PYTHON) dev.py run $(ARGS)

test:
	@$(PYTHON) dev.py test $(ARGS)

check:
	@$(PYTHON) dev.py check $(ARGS)

bench:
	@$(PYTHON) dev.py bench $(ARGS)

long:
	@$(PYTHON) dev.py long $(ARGS)

lock:
	@$(PYTHON) dev.py lock $(ARGS)

docs:
	@$(PYTHON) dev.py docs $(ARGS)
