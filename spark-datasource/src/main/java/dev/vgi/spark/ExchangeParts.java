package dev.vgi.spark;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import scala.collection.immutable.Seq;

/**
 * What an exchange is in every plan. Spark compares plans by their parts, and rewrites and copies them part by part in this
 * order, which is that of the constructors' parameters.
 *
 * @param <P> the kind of plan
 * @param spec the call
 * @param input the child's columns that are sent
 * @param kept the child's columns that stand beside the answer's
 * @param answer the answer's columns
 * @param child where the rows come from
 */
record ExchangeParts<P>(ExchangeSpec spec, Seq<Attribute> input, Seq<Attribute> kept, Seq<Attribute> answer, P child)
        implements Serializable {
    static final int COUNT = 5;

    Object part(int index) {
        return switch (index) {
            case 0 -> spec;
            case 1 -> input;
            case 2 -> kept;
            case 3 -> answer;
            case 4 -> child;
            default -> throw new IndexOutOfBoundsException(index);
        };
    }

    /** The same above another child. */
    ExchangeParts<P> above(P other) {
        return new ExchangeParts<>(spec, input, kept, answer, other);
    }
}
