package dev.vgi.spark;

import java.util.Arrays;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.UserDefinedType;

/** What Spark's whole-stage code generation means for batches: only generated code closes them. */
final class Codegen {
    private Codegen() {}

    /** Whether generated code will read these columns, as far as the session's settings tell. */
    static boolean closesBatches(StructType columns) {
        SQLConf conf = SQLConf.get();
        return conf.wholeStageEnabled() && fields(columns) <= conf.wholeStageMaxNumFields();
    }

    /** As Spark counts them: the leaves. */
    private static int fields(DataType type) {
        if (type instanceof StructType struct) {
            return Arrays.stream(struct.fields())
                    .map(StructField::dataType)
                    .mapToInt(Codegen::fields)
                    .sum();
        } else if (type instanceof MapType map) {
            return fields(map.keyType()) + fields(map.valueType());
        } else if (type instanceof ArrayType array) {
            return fields(array.elementType());
        } else if (type instanceof UserDefinedType<?> user) {
            return fields(user.sqlType());
        }
        return 1;
    }
}
