# `make help` lists what can be made. Go alone is enough for run, test and lint; Node adds the pages and the client tests.
SHELL := /bin/bash
.DEFAULT_GOAL := help
GO ?= go
HAS_CC := $(shell command -v gcc >/dev/null 2>&1 && echo yes)
HAS_NODE := $(shell command -v npm >/dev/null 2>&1 && echo yes)
CLIENTS := server/testdata/clients

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 18

.PHONY: run
run: web ## Serve with the demo tenant on port 8080
	$(GO) run ./server serve --demo

.PHONY: build
build: web ## Build the binary ./lyhord
	CGO_ENABLED=0 $(GO) build -trimpath -o lyhord ./server

.PHONY: web
web: ## Build the pages into web/dist, where Node is there
ifeq ($(HAS_NODE),yes)
	@if [ -z "$$(find web/dist/graphiql/index.html -newer web/package-lock.json 2>/dev/null)" ] || \
	   [ -n "$$(find web/graphiql -newer web/dist/graphiql/index.html -type f | head -n 1)" ]; then \
	  cd web && npm ci --no-audit --no-fund --loglevel=error && npm run build; fi
else
	@echo "Node is not here: the pages are left out; all else works."
endif

.PHONY: test
test: ## Run the Go tests, with the race detector where it matters (which needs a C compiler)
	$(GO) test ./...
ifeq ($(HAS_CC),yes)
	CGO_ENABLED=1 $(GO) test -race -short ./domain/... ./graph/... ./server/...
else
	@echo "No C compiler is here: the race detector is left out."
endif

.PHONY: test-clients
test-clients: web ## Run public GraphQL clients against the served program (needs Node)
	cd $(CLIENTS) && npm ci --no-audit --no-fund --loglevel=error
	$(GO) test -tags clients -count=1 -run TestClients -v ./server

.PHONY: score
score: ## Score the structurer on each set of examples in dictation/testdata
	@out=$$(mktemp -d) && trap 'rm -r "$$out"' EXIT && $(GO) build -o "$$out" ./server ./dictation/score && \
	for set in dictation/testdata/*.jsonl; do echo "$$set:"; "$$out/server" structure < $$set > "$$out/drafts" && \
	  "$$out/score" $$set "$$out/drafts" || exit 1; done

.PHONY: train
train: ## Make the structurer's weights anew from dictation/lessons
	$(GO) run ./dictation/train -write dictation/weights.gz dictation/lessons dictation/testdata/dev.jsonl

.PHONY: train-check
train-check: ## Fail when the weights are not those that the lessons make
	@out=$$(mktemp) && trap 'rm "$$out"' EXIT && $(GO) run ./dictation/train -write "$$out" dictation/lessons dictation/testdata/dev.jsonl && \
	cmp "$$out" dictation/weights.gz || { echo "run 'make train' and commit"; exit 1; }

.PHONY: cross
cross: ## Score models that have not seen a set of lessons on that set, for each plain set
	$(GO) run ./dictation/train -cross plain dictation/lessons dictation/testdata/dev.jsonl

.PHONY: bench
bench: ## Measure a server on SQLite under load
	./bench/run.sh

.PHONY: generate
generate: ## Make the generated code anew from schema.graphqls
	$(GO) tool gqlgen generate

.PHONY: generate-check
generate-check: generate ## Fail when the generated code is not fresh
	@git diff --exit-code -- graph || { echo "run 'make generate' and commit"; exit 1; }

.PHONY: lint
lint: ## gofmt, vet, staticcheck, go.mod
	@unformatted=$$(git ls-files '*.go' | xargs gofmt -l); if [ -n "$$unformatted" ]; then echo "not gofmt-ed:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) vet -tags clients ./server
	$(GO) tool staticcheck ./...
	$(GO) mod tidy -diff
