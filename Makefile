# `make` alone says what there is. Every target works as root and as a user with sudo, with a terminal and without.
SHELL := /bin/bash
PREFIX ?= /usr/local
SWIFT ?= swift
SWIFT_FILES := Sources Tests Lessons samples Package.swift
export PREFIX SWIFT

.PHONY: help demo test build install uninstall format lint goldens fuzz sanitize bench live bench-live allocations samples

help: ## this list
	@echo "make TARGET, where TARGET is one of:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## see a recorded session taken apart (installs what is missing, builds, runs)
	@.ci/dependencies build
	@.ci/build
	@.ci/demo

build: ## the release binary: .build/release/ws101
	@.ci/dependencies build
	@.ci/build

test: ## all tests (installs tcpdump, tshark and a Python venv for them)
	@.ci/dependencies build test
	$(SWIFT) test --disable-xctest

goldens: ## write the texts in Tests/Golden/ anew; look at the difference before committing it
	WS101_RENEW_GOLDENS=1 $(SWIFT) test --filter 'Golden|Diagram'

install: ## put ws101 into PREFIX/bin, with its lessons and samples (PREFIX=/usr/local)
	@.ci/install

uninstall: ## remove what install put there
	@.ci/install --remove

format: ## format the Swift files
	$(SWIFT) format --in-place --recursive $(SWIFT_FILES)

lint: ## check the format of the Swift files
	$(SWIFT) format lint --strict --recursive $(SWIFT_FILES)

fuzz: ## run each fuzzer for a while (FUZZ="600 heads frames": seconds, harnesses)
	@.ci/dependencies build
	@Tests/Fuzz/run $(FUZZ)

sanitize: ## the tests under the address sanitizer, and those with threads under the thread sanitizer
	@.ci/dependencies build test
	@.ci/sanitize

bench: ## measure against tcpdump, tshark and zlib (BENCH=huge: 4 GB; BENCH=--help: all options)
	@.ci/dependencies build test
	@.ci/build
	@python3 Tests/Benchmark/run.py $(BENCH)

live: ## prove what live capture promises, on real interfaces (Linux, root)
	@.ci/dependencies build test
	@.ci/build
	@.venv/bin/python3 Tests/Live/prove.py $(LIVE)

bench-live: ## measure latency and rate of live capture against tcpdump and dumpcap (Linux, root; LIVE="soak")
	@.ci/dependencies build test
	@.ci/build
	@python3 Tests/Benchmark/live.py $(LIVE)

allocations: ## check that no packet, frame or message allocates memory (Linux)
	@.ci/build
	@python3 Tests/Benchmark/allocations.py

samples: ## record the sessions in samples/ again (Linux, root)
	@samples/record/run
