IMAGE ?= source-rest-api:0.1.0
# A checkout of airbyte-integrations/bases/connector-acceptance-test, with poetry.
CAT ?= ../airbyte/airbyte-integrations/bases/connector-acceptance-test

.PHONY: build test race lint bench bench-compare parity reference image acceptance long soak

build: ; CGO_ENABLED=0 go build -trimpath -tags timetzdata -ldflags '-s -w' -o source-rest-api .

test: ; go test ./...

race: ; go test -race ./...

lint: ; test -z "$$(gofmt -l .)" && go vet ./... && go tool -modfile=tools/go.mod staticcheck ./...

bench: ; go test -run '^$$' -bench . -benchmem ./...

bench-compare: ; bash bench/compare/run

# Reads some hundred definitions with dlt and with this connector, and compares.
parity: ; bash bench/parity/run

reference: ; go run ./docs/generate < spec.json > docs/reference.md.new && mv docs/reference.md.new docs/reference.md

image: ; docker build -t $(IMAGE) .

# What docs/reliability.md tells of, with the binary itself; some minutes.
long: build
	RELIABILITY_LONG=1 RELIABILITY_BINARY=$(CURDIR)/source-rest-api go test -count=1 -v -timeout 40m ./reliability

# Reads an API that fails, for as long as FOR says.
soak: FOR ?= 10m
soak: ; RELIABILITY_SOAK=$(FOR) go test -count=1 -v -timeout 0 -run TestSoak ./reliability

# Airbyte's own tests, which start the connector in containers of their own.
acceptance: image
	docker build --build-arg IMAGE=$(IMAGE) -t source-rest-api:acceptance integration_tests
	cd $(CAT) && poetry run pytest -p connector_acceptance_test.plugin --acceptance-test-config=$(CURDIR) -m 'not backward_compatibility'
