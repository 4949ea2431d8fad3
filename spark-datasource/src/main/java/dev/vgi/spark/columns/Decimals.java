package dev.vgi.spark.columns;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.util.DecimalUtility;
import org.apache.spark.sql.types.DecimalType;

/** Decimals whose width or scale is not Spark's. */
final class Decimals {
    private static final int WIDTH = 16;

    private Decimals() {}

    static Decoding of(Field wire, ArrowType.Decimal type) {
        DecimalType spark;
        try {
            spark = (DecimalType) SparkTypes.type(wire);
        } catch (SparkTypes.NoSparkType e) {
            throw new IllegalArgumentException(e);
        }
        if (type.getBitWidth() == 128 && type.getPrecision() == spark.precision() && type.getScale() == spark.scale()) {
            return Decoding.moved(wire);
        }
        Field target = Decodings.as(wire, new ArrowType.Decimal(spark.precision(), spark.scale(), 128));
        return FixedWidth.checked(target, WIDTH, (source, from, to, row) -> {
            BigDecimal value = value(source, (int) row).setScale(spark.scale(), RoundingMode.UNNECESSARY);
            if (value.precision() > spark.precision()) {
                throw new ArithmeticException();
            }
            DecimalUtility.writeBigDecimalToArrowBuf(value, to, (int) row, WIDTH);
        });
    }

    private static BigDecimal value(FieldVector source, int row) {
        return source instanceof Decimal256Vector wide
                ? wide.getObjectNotNull(row)
                : ((DecimalVector) source).getObjectNotNull(row);
    }
}
