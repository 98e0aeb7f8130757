#!/usr/bin/env bash
# Builds the server and the load generator, starts the server on a free port with a data directory that is thrown away, and measures it.
#
#   ./bench/run.sh [flags of the generator]
#
# With LYHORD_MONGODB_URI the server keeps its documents there, in the database LYHORD_MONGODB_DATABASE (lyhord_bench), which is left
# as it is afterwards. TMPDIR says which disk holds the data directory.
set -euo pipefail
cd "$(dirname "$0")/.."
export LYHORD_MONGODB_DATABASE=${LYHORD_MONGODB_DATABASE:-lyhord_bench}

dir=$(mktemp -d)
server=
finish() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$dir"
}
trap finish EXIT

go build -o "$dir/lyhord" ./server
go build -o "$dir/bench" ./bench
"$dir/lyhord" serve --demo --addr 127.0.0.1:0 --data "$dir/data" >"$dir/out" 2>"$dir/log" &
server=$!

addr=
for _ in $(seq 300); do
  addr=$(sed -n 's/.*"msg":"listening".*"addr":"\([^"]*\)".*/\1/p' "$dir/log")
  if [ -n "$addr" ] || ! kill -0 "$server" 2>/dev/null; then break; fi
  sleep 0.1
done
if [ -z "$addr" ]; then
  echo "the server does not listen; its log ends with:" >&2
  tail -n 20 "$dir/log" >&2
  exit 2
fi
"$dir/bench" -url "http://$addr" "$@"
