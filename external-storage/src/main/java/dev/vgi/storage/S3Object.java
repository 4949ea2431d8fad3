package dev.vgi.storage;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.external.ObjectDescription;
import dev.vgi.external.StoredObject;
import dev.vgi.net.ContentCoding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** One object on its way to S3. */
final class S3Object implements ObjectTarget {
    private final S3Bucket bucket;
    private final String name;
    private final String contentType;
    private final @Nullable String coding;
    private final List<CompletedPart> parts = new ArrayList<>();
    private @Nullable String upload;
    private boolean mayExist;

    S3Object(S3Bucket bucket, String name, ObjectDescription description) {
        this.bucket = bucket;
        this.name = name;
        contentType = description.contentType();
        coding = description.coding() == ContentCoding.IDENTITY
                ? null
                : description.coding().token();
    }

    @Override
    public void whole(Part part) {
        making("upload " + name, () -> bucket.client()
                .putObject(
                        request -> bucket.tagged(request.bucket(bucket.name())
                                .key(name)
                                .contentType(contentType)
                                .contentEncoding(coding)
                                .checksumCRC32(checksum(part))),
                        body(part)));
    }

    @Override
    public void begin() {
        upload = bucket.asking("upload " + name, () -> bucket.client()
                .createMultipartUpload(request -> bucket.tagged(request.bucket(bucket.name())
                        .key(name)
                        .contentType(contentType)
                        .contentEncoding(coding)
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32)))
                .uploadId());
    }

    @Override
    public void part(int number, Part part) {
        String checksum = checksum(part);
        String tag = bucket.asking("upload part " + number + " of " + name, () -> bucket.client()
                .uploadPart(
                        request -> request.bucket(bucket.name())
                                .key(name)
                                .uploadId(upload)
                                .partNumber(number)
                                .checksumCRC32(checksum),
                        body(part))
                .eTag());
        synchronized (parts) {
            parts.add(CompletedPart.builder()
                    .partNumber(number)
                    .eTag(tag)
                    .checksumCRC32(checksum)
                    .build());
        }
    }

    @Override
    public void complete(long length) {
        List<CompletedPart> sent;
        synchronized (parts) {
            sent = parts.stream()
                    .sorted(Comparator.comparing(CompletedPart::partNumber))
                    .toList();
        }
        making("complete the upload of " + name, () -> bucket.client()
                .completeMultipartUpload(request -> request.bucket(bucket.name())
                        .key(name)
                        .uploadId(upload)
                        .multipartUpload(completed -> completed.parts(sent))));
        upload = null;
    }

    @Override
    public void abort() {
        String begun = upload;
        if (begun != null) {
            try {
                bucket.asking("abort the upload of " + name, () -> bucket.client()
                        .abortMultipartUpload(request ->
                                request.bucket(bucket.name()).key(name).uploadId(begun)));
            } catch (VgiException e) {
                if (e.code() != Code.NOT_FOUND) {
                    throw e;
                }
            }
        }
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

    /** The request that makes the object: where its answer is lost, the object may be there all the same. */
    private void making(String what, Supplier<?> request) {
        try {
            bucket.asking(what, request);
            mayExist = true;
        } catch (VgiException e) {
            mayExist = NetworkErrors.leavesDoubt(e);
            throw e;
        }
    }

    private static RequestBody body(Part part) {
        return RequestBody.fromContentProvider(part::stream, part.length(), "application/octet-stream");
    }

    private static String checksum(Part part) {
        var checksum = new CRC32();
        part.addTo(checksum);
        return Part.base64(checksum.getValue());
    }
}
