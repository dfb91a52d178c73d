FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# timetzdata puts the time zones into the binary: a base without them still knows all.
RUN CGO_ENABLED=0 go build -trimpath -tags timetzdata -ldflags '-s -w' -o /source-rest-api .

# Not scratch: the platform starts the connector through sh and a few coreutils.
FROM alpine:3.22
RUN apk add --no-cache ca-certificates \
 && addgroup -g 1000 airbyte \
 && adduser -D -u 1000 -G airbyte -h /airbyte airbyte \
 && mkdir -p /airbyte /secrets /config \
 && chown airbyte:airbyte /airbyte /secrets /config
COPY --from=build --chown=1000:1000 /source-rest-api /airbyte/source-rest-api

# The root may be mounted read-only: all that the connector ever writes are answers
# of many megabytes, to $TMPDIR.
USER 1000:1000
WORKDIR /airbyte
# The platform changes the working directory and evaluates this text: it has to be
# absolute, and the ENTRYPOINT's words joined.
ENV AIRBYTE_ENTRYPOINT="/airbyte/source-rest-api"
ENTRYPOINT ["/airbyte/source-rest-api"]

# Equal to dockerRepository and dockerImageTag in metadata.yaml.
LABEL io.airbyte.name="source-rest-api"
LABEL io.airbyte.version="0.1.0"
LABEL org.opencontainers.image.title="source-rest-api"
LABEL org.opencontainers.image.description="Airbyte source for any REST API, described in the vocabulary of dlt's rest_api"
LABEL org.opencontainers.image.licenses="MIT"
