#!/usr/bin/env bash
# jetty-client 12.1.12 over HTTP/1.1: a request is aborted by another thread while its response is being handed to the
# listener, which has read what there was. Reading to the end of what has arrived gives the connection's buffer back to the
# pool; when the listener returns, the receiver, which the abort has disposed of, still clears the buffer's position and
# limit. By then the buffer may be another connection's: what that has received is gone, and it waits for its answer until
# a time-out (seen under load as answers whose status line had come and whose headers never did). Jetty's issue 12934,
# which is open, calls for a review of that buffer's management.
# Seen: a buffer taken from the pool inside the listener, with 5 bytes, has 0 after the listener has returned.
# Fails where the 5 bytes are still there.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml << 'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.eclipse.jetty</groupId>
      <artifactId>jetty-client</artifactId>
      <version>12.1.12</version>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-nop</artifactId>
      <version>2.0.17</version>
    </dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies -DoutputDirectory=lib > /dev/null

cat > Probe.java << 'JAVA'
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.RetainableByteBuffer;

public class Probe {
    public static void main(String[] arguments) throws Exception {
        var pool = new ArrayByteBufferPool();
        var connector = new ClientConnector();
        connector.setByteBufferPool(pool);
        var client = new HttpClient(new HttpClientTransportOverHTTP(connector));
        client.start();
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var buffer = new CompletableFuture<RetainableByteBuffer>();
            var ended = new CompletableFuture<Boolean>();
            var request = client.newRequest("http://127.0.0.1:" + listener.getLocalPort());
            request.onResponseContentSource((response, content) -> {
                content.read();
                CompletableFuture.runAsync(() -> request.abort(new IOException("not wanted any more"))).join();
                RetainableByteBuffer others = pool.acquire(client.getResponseBufferSize(), true);
                others.getByteBuffer().limit(5);
                buffer.complete(others);
            });
            request.send(result -> ended.complete(true));
            try (var connection = listener.accept()) {
                connection.getInputStream().read(new byte[4096]);
                connection.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n".getBytes());
                ended.get(30, TimeUnit.SECONDS);
            }
            client.stop();
            System.out.println(buffer.get(30, TimeUnit.SECONDS).remaining());
        }
    }
}
JAVA
left=$(java -cp 'lib/*' Probe.java)
echo "of 5 bytes in the buffer that the other has now: $left"
[ "$left" = 0 ] || { echo "changed: nothing was cleared" >&2; exit 1; }
