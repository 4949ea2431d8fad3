package dev.vgi.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import scala.Tuple2;
import scala.collection.immutable.Map;
import scala.collection.immutable.Map$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Between Java's collections and those that Spark's internals take. */
final class Scala {
    private Scala() {}

    @SafeVarargs
    @SuppressWarnings("varargs")
    static <T> Seq<T> seq(T... elements) {
        return seq(List.of(elements));
    }

    static <T> Seq<T> seq(List<? extends T> elements) {
        return CollectionConverters.<T>asScala(new ArrayList<T>(elements)).toList();
    }

    static <T> List<T> list(Seq<T> elements) {
        return new ArrayList<>(CollectionConverters.asJava(elements));
    }

    static <T> Seq<T> concat(Seq<T> first, Seq<T> second) {
        List<T> both = list(first);
        both.addAll(list(second));
        return seq(both);
    }

    static AttributeSet attributeSet(Seq<Attribute> attributes) {
        return AttributeSet.apply(Scala.<Expression>seq(list(attributes)));
    }

    static <K, V> Map<K, V> map(List<Tuple2<K, V>> entries) {
        return Map$.MODULE$.<K, V>from(seq(entries));
    }
}
