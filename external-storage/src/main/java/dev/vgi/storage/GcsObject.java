package dev.vgi.storage;

import com.google.cloud.WriteChannel;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage.BlobField;
import com.google.cloud.storage.Storage.BlobGetOption;
import com.google.cloud.storage.Storage.BlobTargetOption;
import com.google.cloud.storage.Storage.BlobWriteOption;
import dev.vgi.VgiException;
import dev.vgi.external.ObjectDescription;
import dev.vgi.external.StoredObject;
import dev.vgi.net.ContentCoding;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** One object on its way to Google Cloud Storage. */
final class GcsObject implements ObjectTarget {
    private final GcsBucket bucket;
    private final String name;
    private final BlobInfo.Builder object;
    private final CRC32C checksum = new CRC32C();
    private @Nullable WriteChannel channel;
    private boolean mayExist;

    GcsObject(GcsBucket bucket, String name, ObjectDescription description) {
        this.bucket = bucket;
        this.name = name;
        object = bucket.object(name).setContentType(description.contentType());
        if (description.coding() != ContentCoding.IDENTITY) {
            // Without no-transform the store would decode gzip for who does not ask for it, and then serve no ranges.
            object.setContentEncoding(description.coding().token()).setCacheControl("no-transform");
        }
    }

    @Override
    public void whole(Part part) {
        part.addTo(checksum);
        making(
                "upload " + name,
                () -> compared(
                        bucket.client()
                                .create(
                                        object.build(),
                                        part.bytes(),
                                        0,
                                        part.length(),
                                        BlobTargetOption.doesNotExist(),
                                        BlobTargetOption.disableGzipContent()),
                        part.length()));
        mayExist = true;
    }

    @Override
    public void begin() {
        channel = bucket.asking("upload " + name, () -> {
            WriteChannel opened = bucket.client()
                    .writer(object.build(), BlobWriteOption.doesNotExist(), BlobWriteOption.disableGzipContent());
            opened.setChunkSize(bucket.partBytes());
            return opened;
        });
    }

    /** Parts come in order, one at a time. */
    @Override
    public void part(int number, Part part) {
        part.addTo(checksum);
        WriteChannel open = Objects.requireNonNull(channel);
        making("upload part " + number + " of " + name, () -> {
            ByteBuffer bytes = part.buffer();
            while (bytes.hasRemaining()) {
                open.write(bytes);
            }
            return number;
        });
    }

    @Override
    public void complete(long length) {
        making("complete the upload of " + name, () -> {
            Objects.requireNonNull(channel).close();
            return compared(
                    bucket.client().get(bucket.id(name), BlobGetOption.fields(BlobField.SIZE, BlobField.CRC32C)),
                    length);
        });
        mayExist = true;
    }

    /** A resumable upload that is not completed never becomes an object. */
    @Override
    public void abort() {
        if (mayExist) {
            bucket.delete(name);
        }
    }

    @Override
    public StoredObject sign() {
        return bucket.signGet(name);
    }

    @Override
    public String toString() {
        return name + " in " + bucket;
    }

    private BlobInfo compared(@Nullable BlobInfo stored, long length) {
        String expected = Part.base64(checksum.getValue());
        if (stored == null || !expected.equals(stored.getCrc32c()) || stored.getSize() != length) {
            mayExist = true;
            throw VgiException.dataLoss(this + ": the store has "
                    + (stored == null ? "no object" : stored.getSize() + " bytes with CRC32C " + stored.getCrc32c())
                    + ", expected " + length + " with " + expected);
        }
        return stored;
    }

    /** A request that may make the object: where its answer is lost, the object may be there all the same. */
    private void making(String what, Callable<?> request) {
        try {
            bucket.asking(what, request);
        } catch (VgiException e) {
            mayExist |= NetworkErrors.leavesDoubt(e);
            throw e;
        }
    }
}
