#!/usr/bin/env bash
# lighttpd 1.4.69 (Debian 12), mod_proxy: a backend announces 100,000 bytes (Content-Length), sends 20,000 and closes the
# connection. lighttpd hands the 20,000 on and then keeps the client's connection open, in silence, until
# server.max-keep-alive-idle is over, whatever server.stream-response-body is; nothing is logged. A client sees a stalled
# answer instead of a broken one, and a longer keep-alive, which helps everything else, makes it wait longer. nginx 1.22,
# HAProxy 2.6, Apache httpd 2.4.71, Varnish 7.1 and Caddy 2.6 close the client's connection at once.
# Seen: 3 s of keep-alive end the answer after about 3 to 5 s, 9 s after about 9 to 11 s, both with 20,000 bytes.
# Fails where an answer ends at once, or where both take the same time.
set -euo pipefail
work=$(mktemp -d)
trap 'kill $(jobs -p) 2> /dev/null || true; rm -rf "$work"' EXIT
cd "$work"

apt-get update -qq
apt-get download -qq lighttpd=1.4.69-1 2> /dev/null
dpkg-deb -x lighttpd_1.4.69-1_*.deb root

cat > backend.py << 'PY'
import socket
import threading


def answer(connection):
    seen = b""
    while b"\r\n\r\n" not in seen:
        seen += connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + b"x" * 20000)
    connection.close()


listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    threading.Thread(target=answer, args=(listener.accept()[0],), daemon=True).start()
PY

cat > client.py << 'PY'
import socket
import sys
import time

for _ in range(50):
    try:
        connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
        break
    except ConnectionRefusedError:
        time.sleep(0.1)
connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
begin = time.monotonic()
answer = b""
while part := connection.recv(65536):
    answer += part
print(len(answer.split(b"\r\n\r\n", 1)[1]), round(time.monotonic() - begin))
PY

python3 backend.py > port &
until [ -s port ]; do sleep 0.1; done
free() { python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# measure SECONDS_OF_KEEP_ALIVE: prints the bytes of the answer and the seconds until its end.
measure() {
  local port
  port=$(free)
  cat > "lighttpd-$1.conf" << CONF
server.bind = "127.0.0.1"
server.port = $port
server.document-root = "$work"
server.modules = ( "mod_proxy" )
server.max-keep-alive-idle = $1
server.stream-response-body = 1
proxy.server = ( "" => (( "host" => "127.0.0.1", "port" => $(cat port) )) )
CONF
  root/usr/sbin/lighttpd -D -m root/usr/lib/lighttpd -f "lighttpd-$1.conf" 2> /dev/null &
  python3 client.py "$port"
  kill %+
}

root/usr/sbin/lighttpd -v | head -n 1
read -r bytes_short short < <(measure 3)
read -r bytes_long long < <(measure 9)
printf 'keep-alive 3 s: %s bytes, then silence until %s s\nkeep-alive 9 s: %s bytes, then silence until %s s\n' \
  "$bytes_short" "$short" "$bytes_long" "$long"
[ "$bytes_short" -eq 20000 ] && [ "$bytes_long" -eq 20000 ]
[ "$short" -ge 2 ] && [ "$long" -ge 8 ] && [ "$long" -gt $((short + 3)) ]
