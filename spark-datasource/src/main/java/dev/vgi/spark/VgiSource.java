package dev.vgi.spark;

import dev.vgi.VgiException;
import dev.vgi.client.Client;
import dev.vgi.client.ProducerStream;
import dev.vgi.connector.plan.ResolvedMethod;
import dev.vgi.protocol.CallOptions;
import dev.vgi.spark.columns.SparkTypes;
import java.util.Map;
import org.apache.spark.sql.connector.catalog.SessionConfigSupport;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * {@code spark.read().format("vgi")}: a worker's producer as a table. {@link VgiOption} has the options.
 *
 * <p>Without {@code .schema(...)} the columns are those that the worker tells when the producer is opened with the
 * first split's arguments, once for each {@code load()}; over HTTP that runs the producer's first turn.
 */
public final class VgiSource implements TableProvider, DataSourceRegister, SessionConfigSupport {
    private static final String NAME = "vgi";

    @Override
    public String shortName() {
        return NAME;
    }

    /** Options in {@code spark.datasource.vgi.*} hold for all reads of a session. */
    @Override
    public String keyPrefix() {
        return NAME;
    }

    @Override
    public StructType inferSchema(CaseInsensitiveStringMap given) {
        SessionSecrets.refuse();
        ReadOptions options = ReadOptions.of(given.asCaseSensitiveMap());
        return Errors.ADVICE.on(() -> askSchema(options));
    }

    private static StructType askSchema(ReadOptions options) {
        try (Client client = ClientPool.fresh(options.connection())) {
            ResolvedMethod method = ResolvedMethod.plan(client, options.connection(), options.call());
            Split split = new Splits(client, options, method).first();
            CallOptions settings = method.settings().callOptions().withPrefetchBatches(0);
            if (split.url() == null) {
                return schema(client, method, split, settings);
            }
            try (Client other = ClientPool.fresh(options.connection().at(split.url()))) {
                return schema(other, method, split, settings);
            }
        }
    }

    private static StructType schema(Client client, ResolvedMethod method, Split split, CallOptions settings) {
        try (ProducerStream stream =
                method.on(client).options(settings).args(split.arguments()).open()) {
            return SparkTypes.offered(stream.schema());
        } catch (VgiException e) {
            throw Errors.ADVICE.of(e, method.name(), method.protocolVersion());
        }
    }

    /** With {@code .schema(...)}: some or all of the worker's columns, in any order. */
    @Override
    public boolean supportsExternalMetadata() {
        return true;
    }

    @Override
    public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> properties) {
        SessionSecrets.refuse();
        return new VgiTable(ReadOptions.of(properties), schema);
    }
}
