package dev.vgi.tools.conformance.service;

import dev.vgi.Code;
import dev.vgi.ErrorDetail;
import dev.vgi.VgiException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/** The second protocol as the suite expects it to answer. Thread-safe. */
public final class SecondaryWorker implements Secondary {
    /** Alone over the 4096 bytes that an error's details may have. */
    private static final int PADDING = 5000;

    @Override
    public String echoString(String value) {
        return "secondary:" + value;
    }

    @Override
    public void fail(String code, String kind, double retryDelaySeconds) {
        if (Arrays.stream(Code.values()).noneMatch(known -> known.name().equals(code))) {
            throw VgiException.builder(Code.INVALID_ARGUMENT, "'" + code + "' is not a canonical error code")
                    .kind("invalid_code")
                    .detail(ErrorDetail.badRequest("code", "must be a canonical code name"))
                    .build();
        }
        var error = VgiException.builder(Code.valueOf(code), (NAME + " fail: " + code + " " + kind).stripTrailing())
                .kind(kind)
                .detail(errorInfo("fixture", NAME));
        if (retryDelaySeconds > 0) {
            error.detail(new ErrorDetail(ErrorDetail.RETRY_INFO, Map.of("retry_delay_seconds", retryDelaySeconds)));
        }
        throw error.detail(new ErrorDetail(
                        NAME + ".Probe", Map.of("note", "clients ignore detail types they do not know")))
                .build();
    }

    @Override
    public void failOversized() {
        throw VgiException.builder(Code.RESOURCE_EXHAUSTED, NAME + " fail_oversized: details exceed 4 KiB")
                .kind("details_oversized")
                .detail(ErrorDetail.retryInfo(Duration.ofSeconds(1)))
                .detail(errorInfo("padding", "x".repeat(PADDING)))
                .build();
    }

    private static ErrorDetail errorInfo(String key, String value) {
        return new ErrorDetail("vgi_rpc.ErrorInfo", Map.of("metadata", Map.of(key, value)));
    }
}
