package dev.vgi.spark;

import java.util.Set;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** A worker's producer. */
final class VgiTable implements Table, SupportsRead {
    private final ReadOptions options;
    private final StructType schema;

    VgiTable(ReadOptions options, StructType schema) {
        this.options = options;
        this.schema = schema;
    }

    @Override
    public String name() {
        return "vgi " + options.call().name();
    }

    @Deprecated
    @Override
    public StructType schema() {
        return schema;
    }

    @Override
    public Set<TableCapability> capabilities() {
        return Set.of(TableCapability.BATCH_READ);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap given) {
        return new VgiScanBuilder(options, schema);
    }

    /** Without credentials. */
    @Override
    public String toString() {
        return name() + " at " + options.connection();
    }
}
