#!/usr/bin/env bash
# vgi-rpc 0.42.3 with its "http" extra, installed with httpx2 2.16.2: the client offers "Accept-Encoding: zstd, gzip", because
# zstandard is there, and leaves decoding to httpx2. httpx2 2.16.2 decodes zstd through backports.zstd alone (before Python
# 3.14), which the extra does not bring. So every HTTP call fails, even to the server of the same release, with "Invalid IPC
# stream: negative continuation token": the first bytes of a zstd frame, read as Arrow. With backports.zstd installed the same
# call succeeds. A server that wants such a client to read at least an error sends that uncompressed.
# Needs Python 3.13, as PYTHON or python3.13. Fails where the call succeeds without backports.zstd, or fails with it.
set -euo pipefail
work=$(mktemp -d)
trap 'kill $(jobs -p) 2> /dev/null || true; rm -rf "$work"' EXIT
"${PYTHON:-python3.13}" -m venv "$work/venv"
bin=$work/venv/bin
"$bin/pip" install -q 'vgi-rpc[http]==0.42.3' httpx2==2.16.2 zstandard==0.25.0
cat > "$work/call.py" << 'PY'
import sys

from vgi_rpc.conformance import ConformanceService
from vgi_rpc.http import http_connect

with http_connect(ConformanceService, f"http://127.0.0.1:{sys.argv[1]}") as client:
    print(client.echo_string(value="hello"))
PY

"$bin/vgi-rpc-conformance" --http > "$work/server" 2> /dev/null &
until grep -q '^PORT:' "$work/server"; do sleep 0.1; done
port=$(sed -n 's/^PORT://p' "$work/server")

call() {
  "$bin/python" "$work/call.py" "$port" 2>&1 | tail -n 1
}

printf 'decoders of httpx2: '
"$bin/python" -c 'import httpx2._decoders as d; print(", ".join(d.SUPPORTED_DECODERS))'
without=$(call || true)
"$bin/pip" install -q backports.zstd==1.8.0
with=$(call)
printf 'without backports.zstd: %s\nwith it:                %s\n' "$without" "$with"
[[ $without == *'negative continuation token'* ]] && [ "$with" = hello ]
