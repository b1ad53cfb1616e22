# Sightline's targets. A fresh Debian or Ubuntu machine needs Go, make and apt; the rest is installed where that is allowed.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: FORCE help setup setup-test setup-bench build run demo test long lint fuzz bench accuracy fmt clean

export CGO_ENABLED := 0
OUT ?= bin/demo
FUZZTIME ?= 10s
BENCH ?= .
ROWS ?= 4000000
ROUNDS ?= 3
SEARCH ?= 20000000
HISTORIES ?= 6

npm_lock := static/node_modules/.package-lock.json
bundle := static/dist/LICENSES.txt
printed := static/gen/openapi.json static/gen/palette.css static/gen/symbols.json
types := static/gen/api.d.ts
go_dirs := cmd geo internal loaders sql static/*.go timeline
version = $(shell git describe --tags --always --dirty 2>/dev/null || echo development)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

setup: ## install PostgreSQL with PostGIS and Node.js if they are missing
	@sh .ci/setup run

setup-test: # setup, and a Chromium
	@sh .ci/setup test

setup-bench: # setup, and what loads are compared with
	@sh .ci/setup bench

$(npm_lock): static/package.json static/package-lock.json static/.npmrc | setup
	@cd static && npm ci --ignore-scripts --no-audit --no-fund || \
		{ echo "sightline: the front end's packages could not be fetched: is the npm registry within reach?" >&2; exit 1; }
	@touch $@

# What the page takes from the program is printed anew each time, which is cheap where no Go source has changed, and is put in
# place only where it differs.
static/gen/openapi.json: print := openapi
static/gen/palette.css: print := palette
static/gen/symbols.json: print := symbols
$(printed): FORCE
	@mkdir -p $(@D)
	@go run -trimpath -buildvcs=false ./cmd/sightline $(print) > $@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

FORCE:

$(types): static/gen/openapi.json $(npm_lock)
	cd static && npm run --silent types
	@touch $@

# The licences are the last thing the build writes.
$(bundle): $(npm_lock) $(printed) $(types) static/tsconfig.json $(wildcard static/*.mjs static/src/* static/src/*/*)
	cd static && node build.mjs
	@touch $@

build: setup $(bundle) ## build bin/sightline
	go build -trimpath -buildvcs=false -ldflags '-s -w -X main.version=$(version)' -o bin/sightline ./cmd/sightline

run: build ## set up, build, load the sample case, write its report and serve it
	bin/sightline demo

demo: build ## the same without serving; the report goes to OUT, bin/demo
	bin/sightline demo --once --out '$(OUT)'

test: setup-test build ## set up, build and run the tests, on a real PostGIS and in a real Chromium
	go vet ./...
	go test -timeout 20m -skip '^Test(Load|Search)Speed$$' ./...

long: setup-test build ## the tests with what takes long in full: programs killed at many moments, comparisons at a small size
	SIGHTLINE_LONG=1 go test -count=1 -timeout 2h ./...

lint: setup $(bundle) ## formatting, go vet, staticcheck and the TypeScript check
	@unformatted=$$(gofmt -l $(go_dirs)); [ -z "$$unformatted" ] || { echo "run make fmt for:" $$unformatted >&2; exit 1; }
	go vet ./...
	go tool staticcheck ./...
	cd static && npm run --silent check

fuzz: $(bundle) ## run every fuzz target for FUZZTIME, 10s
	@go list ./... | while read -r package; do \
		go test -list '^Fuzz' "$$package" | grep '^Fuzz' | while read -r target; do \
			echo "$$package $$target"; \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) "$$package" </dev/null || exit 1; \
		done || exit 1; \
	done

bench: setup-bench $(bundle) ## compare loads of ROWS reads with other programs, time searches of SEARCH reads and dossiers beside them, then run the benchmarks that match BENCH
	SIGHTLINE_BENCH_ROWS=$(ROWS) SIGHTLINE_BENCH_ROUNDS=$(ROUNDS) go test -count=1 -v -timeout 3h -run '^TestLoadSpeed$$' ./cmd/sightline
	SIGHTLINE_BENCH_SEARCH=$(SEARCH) SIGHTLINE_BENCH_ASKS=200 go test -count=1 -v -timeout 3h -run '^TestSearchSpeed$$' ./cmd/sightline
	go test -run '^$$' -bench '$(BENCH)' -benchmem ./...

accuracy: setup $(bundle) ## print how far the places and times found are from the true ones
	SIGHTLINE_ACCURACY=whole go test -count=1 -v -timeout 1h -run '^TestAccuracy' ./timeline/analysis -args -published -histories $(HISTORIES)

fmt: ## format the Go sources
	gofmt -w $(go_dirs)

clean: ## remove what was built; data directories are kept
	rm -rf bin static/gen static/node_modules
	find static/dist -mindepth 1 ! -name .gitkeep -delete
