package dev.vgi.tools.conformance.service;

import dev.vgi.arrow.Batch;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Enums and records in containers. The receiver closes the batch. */
public record NestedContainers(
        List<Status> statuses,
        List<Point> points,
        Map<String, Status> statusByName,
        Set<Status> frozenStatuses,
        @Nullable Status taggedStatus,
        @Nullable Point taggedPoint,
        @Nullable Batch taggedBatch) {}
