# The pages, then a static binary, then nothing but the two of them and a user that is not root.
FROM node:20-bookworm-slim AS web
WORKDIR /web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY web/ ./
RUN npm run build

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=web /web/dist web/dist
ARG RELEASE=""
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.release=${RELEASE}" -o /lyhord ./server \
 && mkdir -m 0700 /data

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /lyhord /lyhord
COPY --from=build --chown=65532:65532 /data /data
USER 65532:65532
ENV LYHORD_DATA=/data
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/lyhord"]
CMD ["serve"]
