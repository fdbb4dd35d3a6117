.PHONY: all quick test check clean

all:    ; python3 reproduce.py
quick:  ; python3 reproduce.py --quick
test:   ; python3 reproduce.py test
check:  ; python3 reproduce.py test -- tests/test_architecture.py tests/test_package.py
clean:  ; python3 reproduce.py -- --delete-all-output
