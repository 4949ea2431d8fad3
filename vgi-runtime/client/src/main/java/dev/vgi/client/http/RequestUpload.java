package dev.vgi.client.http;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;
import dev.vgi.external.Resolver;
import dev.vgi.http.HttpHeaders;
import dev.vgi.net.GatheredBody;
import dev.vgi.net.HttpFailure;
import dev.vgi.protocol.ExternalRef;
import dev.vgi.protocol.Keys;
import dev.vgi.types.Values;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Uploads to a store a request that is too large to be sent, by a URL that the worker gives out. */
final class RequestUpload {
    private static final Schema PARAMETERS =
            new Schema(List.of(new Field("count", FieldType.nullable(new ArrowType.Int(64, true)), List.of())));

    private RequestUpload() {}

    /** Uploads the body, once, so that it is sent as a pointer. */
    static void upload(HttpCall call, Resolver resolver, RequestBody body) {
        HttpTransport transport = call.transport();
        Map<String, @Nullable Object> urls = urls(call, 1).get(0);
        if (!(urls.get("upload_url") instanceof String upload)
                || !(urls.get("download_url") instanceof String download)) {
            throw noUrls(call);
        }
        String digest = resolver.put(upload, HttpHeaders.ARROW, body.bytes().pieces());
        GatheredBody pointer = GatheredBody.copying();
        Metadata metadata = body.metadata().with(new ExternalRef(download, digest).metadata());
        transport.write(pointer, body.schema(), stream -> stream.writeEmpty(metadata));
        body.uploaded(pointer);
    }

    /** Returns as many pairs of URLs as asked for, and at least one; the columns are found by their names. */
    @SuppressWarnings("NullAway") // javac 17 reads no annotations of type arguments from class files.
    static List<Map<String, @Nullable Object>> urls(HttpCall call, long count) {
        HttpTransport transport = call.transport();
        Metadata metadata = Metadata.of(Keys.METHOD, Keys.UPLOAD_URL).with(Keys.REQUEST_VERSION, Keys.VERSION);
        GatheredBody bytes = GatheredBody.copying();
        try (Batch parameters =
                Values.encode(PARAMETERS, Map.of("count", count), call.scope().allocator())) {
            transport.write(bytes, PARAMETERS, stream -> stream.write(parameters, metadata));
        }
        String path = transport.target().prefix() + "/" + Keys.UPLOAD_URL + "/init";
        try (RetryingPost post = RetryingPost.send(call, path, new RequestBody(bytes, PARAMETERS, metadata));
                RpcResponse answer = post.await()) {
            answer.open();
            try (Batch urls = answer.next()) {
                if (urls == null || urls.rowCount() == 0) {
                    throw noUrls(call);
                }
                return IntStream.range(0, urls.rowCount())
                        .mapToObj(row -> Values.row(urls, row))
                        .toList();
            }
        } catch (HttpFailure e) {
            throw call.failure(e);
        }
    }

    private static VgiException noUrls(HttpCall call) {
        return call.located(VgiException.dataLoss("the worker gave no pair of URLs to upload a request to"));
    }
}
