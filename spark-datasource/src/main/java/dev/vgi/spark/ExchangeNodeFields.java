package dev.vgi.spark;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;

/**
 * What an exchange is in every plan. Spark compares plans by their parts, and rewrites and copies them part by part in
 * this order, which is that of the constructors' parameters.
 *
 * <p>Which columns are kept is the child's to say: all but those that are only sent. A list of their own would have to
 * be sent to count as used, and be rewritten along with the child's, and then nobody could prune them.
 *
 * @param <P> the kind of plan
 * @param spec the call
 * @param input the child's columns that are sent
 * @param dropped those among them that do not stand beside the answer's
 * @param answer the answer's columns
 * @param child where the rows come from
 */
record ExchangeNodeFields<P>(
        ExchangeSpec spec, Seq<Attribute> input, Seq<Attribute> dropped, Seq<Attribute> answer, P child)
        implements Serializable {
    static final int COUNT = 5;

    Object part(int index) {
        return switch (index) {
            case 0 -> spec;
            case 1 -> input;
            case 2 -> dropped;
            case 3 -> answer;
            case 4 -> child;
            default -> throw new IndexOutOfBoundsException(index);
        };
    }

    /** The columns of the child that stand beside the answer's. */
    Seq<Attribute> kept(Seq<Attribute> columns) {
        AttributeSet unkept = Scala.attributeSet(dropped);
        return Scala.seq(Scala.list(columns).stream()
                .filter(column -> !unkept.contains(column))
                .toList());
    }

    /** For plans that are shown. */
    Iterator<Object> shown() {
        String added = Scala.list(answer).stream().map(Attribute::name).collect(Collectors.joining(", "));
        return Scala.<Object>seq(List.of(spec, "adds " + added)).iterator();
    }

    /** The same above another child. */
    ExchangeNodeFields<P> above(P other) {
        return new ExchangeNodeFields<>(spec, input, dropped, answer, other);
    }
}
