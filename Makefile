.PHONY: all quick test check hooks clean

all:    ; python3 reproduce.py
quick:  ; python3 reproduce.py --quick
test:   ; python3 reproduce.py test
check:  ; python3 reproduce.py test -- tests/test_architecture.py tests/test_package.py tests/test_repository.py
hooks:  ; .venv/bin/pre-commit run --all-files
clean:  ; python3 reproduce.py -- --delete-all-output
