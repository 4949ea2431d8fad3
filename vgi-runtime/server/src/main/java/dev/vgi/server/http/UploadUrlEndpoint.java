package dev.vgi.server.http;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.ByteSource;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.external.UploadUrl;
import dev.vgi.http.Route;
import dev.vgi.protocol.Keys;
import dev.vgi.types.Values;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.Text;

/** Gives out URLs to upload requests to that are too large to be sent (specification, section 10). Thread-safe. */
final class UploadUrlEndpoint {
    private static final int MOST = 100;
    private static final int LONGEST_BODY = 64 << 10;
    private static final ArrowType TEXT = new ArrowType.Utf8();
    private static final Schema RESULT = new Schema(List.of(
            Field.nullable("upload_url", TEXT),
            Field.nullable("download_url", TEXT),
            Field.nullable("expires_at", new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC"))));

    private final ServerContext context;

    UploadUrlEndpoint(ServerContext context) {
        this.context = context;
    }

    /** Whether a route is this one, and there is a store that clients may upload to. */
    boolean serves(Route.Method route) {
        return context.external().takesUploads()
                && route.protocol().equals(Keys.UPLOAD_URL)
                && route.method().equals("init")
                && route.endpoint() == Route.Endpoint.CALL;
    }

    ServerResponse call(ByteSource body, ServerRequest sender) {
        try (ResponseBody answer = context.answer(sender)) {
            MemoryScope scope = answer.hold(context.scope());
            Batch request = answer.hold(context.reader().batch(RequestReader.whole(body, LONGEST_BODY), scope));
            int count = count(request);
            answer.stream(RESULT, stream -> {
                var urls = new ArrayList<UploadUrl>();
                for (int i = 0; i < count; i++) {
                    urls.add(context.external().externalizer().uploadUrl());
                }
                stream.write(answer.hold(batch(urls, scope.allocator())));
            });
            return answer.reply(200);
        }
    }

    private static int count(Batch request) {
        String method = request.metadata().get(Keys.METHOD);
        if (!Keys.UPLOAD_URL.equals(method)) {
            throw HttpStatusException.arrow(
                    400,
                    VgiException.invalidArgument(
                            "the path names the method '" + Keys.UPLOAD_URL + "' and " + Keys.METHOD + " "
                                    + (method == null ? "is missing" : "names another") + ": they must agree"));
        }
        Object count = request.rowCount() == 1 ? Values.row(request, 0).get("count") : null;
        if (!(count instanceof Long number) || number < 1 || number > MOST) {
            throw HttpStatusException.arrow(
                    400,
                    VgiException.of(
                            Code.INVALID_ARGUMENT, "count is " + count + ", expected one row with 1 to " + MOST));
        }
        return number.intValue();
    }

    private static Batch batch(List<UploadUrl> urls, BufferAllocator allocator) {
        VectorSchemaRoot root = VectorSchemaRoot.create(RESULT, allocator);
        try {
            var upload = (VarCharVector) root.getVector(0);
            var download = (VarCharVector) root.getVector(1);
            var expires = (TimeStampMicroTZVector) root.getVector(2);
            root.getFieldVectors().forEach(FieldVector::allocateNew);
            for (int i = 0; i < urls.size(); i++) {
                UploadUrl url = urls.get(i);
                upload.setSafe(i, new Text(url.uploadUrl()));
                download.setSafe(i, new Text(url.downloadUrl()));
                expires.setSafe(i, ChronoUnit.MICROS.between(Instant.EPOCH, url.expiresAt()));
            }
            root.setRowCount(urls.size());
            return Batch.of(root);
        } catch (Throwable e) {
            root.close();
            throw e;
        }
    }
}
