package dev.vgi.spark;

import dev.vgi.Code;
import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.spark.columns.ColumnDecoder;
import dev.vgi.spark.columns.SparkTypes;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Where the columns that Spark expects are among those that the worker sends. */
final class ReadColumns {
    private final int[] positions;
    private final ColumnDecoder[] decoders;

    private ReadColumns(int[] positions, ColumnDecoder[] decoders) {
        this.positions = positions;
        this.decoders = decoders;
    }

    /**
     * Compares name, type and nullability before the first batch.
     *
     * @param found the stream's schema, in message format
     * @throws VgiException FAILED_PRECONDITION, of the kind {@code schema_changed}, where a column is missing or
     *     another
     */
    static ReadColumns match(Schema found, StructType expected, String method) {
        StructType columns = SparkTypes.schema(found);
        int[] positions = new int[expected.size()];
        ColumnDecoder[] decoders = new ColumnDecoder[expected.size()];
        for (int i = 0; i < positions.length; i++) {
            StructField wanted = expected.fields()[i];
            positions[i] = position(columns, wanted, method);
            check(columns.fields()[positions[i]], wanted, method);
            decoders[i] = ColumnDecoder.of(found.getFields().get(positions[i])).orElseThrow();
        }
        return new ReadColumns(positions, decoders);
    }

    private static int position(StructType columns, StructField wanted, String method) {
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.fields()[i].name().equals(wanted.name())) {
                positions.add(i);
            }
        }
        if (positions.size() != 1) {
            throw changed(
                    method,
                    "it sends " + (positions.isEmpty() ? "no" : "more than one") + " column '" + wanted.name()
                            + "', only (" + columns.toDDL() + ")");
        }
        return positions.get(0);
    }

    private static void check(StructField found, StructField wanted, String method) {
        SparkTypes.unsupported(found).ifPresent(why -> {
            throw changed(method, "column '" + found.name() + "' is " + why);
        });
        if (!SchemaCompatibility.isCompatible(found, wanted)) {
            throw changed(
                    method, "column '" + found.name() + "' is " + describe(found) + ", expected " + describe(wanted));
        }
    }

    private static String describe(StructField column) {
        return column.dataType().sql() + (column.nullable() ? "" : " NOT NULL");
    }

    private static VgiException changed(String method, String difference) {
        return VgiException.builder(
                        Code.FAILED_PRECONDITION,
                        "the columns of " + method + " are not those that the query was planned with: " + difference
                                + ". Load the table again if the worker has changed; where .schema(...) was given, make"
                                + " it match")
                .kind(ErrorKind.SCHEMA_CHANGED)
                .build();
    }

    /** Takes the batch over, also when it fails. */
    SparkBatch decode(Batch batch) {
        FieldVector[] vectors = new FieldVector[positions.length];
        try {
            for (int i = 0; i < vectors.length; i++) {
                vectors[i] = decoders[i].decode(batch.vector(positions[i]), batch.dictionaries());
            }
            return SparkBatch.of(batch, vectors);
        } catch (Throwable e) {
            for (FieldVector vector : vectors) {
                if (vector != null) {
                    vector.close();
                }
            }
            batch.close();
            throw e;
        }
    }
}
