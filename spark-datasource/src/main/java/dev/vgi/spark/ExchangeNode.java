package dev.vgi.spark;

import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.UnaryNode;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/** An exchange in a logical plan: the kept columns of its child, then the answer's. */
public final class ExchangeNode extends LogicalPlan implements UnaryNode {
    private static final long serialVersionUID = 1L;

    private final ExchangeNodeFields<LogicalPlan> parts;

    /** Public, as the class is, because Spark copies the nodes of its plans by reflection. */
    public ExchangeNode(
            ExchangeSpec spec, Seq<Attribute> input, Seq<Attribute> dropped, Seq<Attribute> answer, LogicalPlan child) {
        this(new ExchangeNodeFields<>(spec, input, dropped, answer, child));
    }

    private ExchangeNode(ExchangeNodeFields<LogicalPlan> parts) {
        this.parts = parts;
    }

    ExchangeSpec spec() {
        return parts.spec();
    }

    Seq<Attribute> input() {
        return parts.input();
    }

    Seq<Attribute> dropped() {
        return parts.dropped();
    }

    Seq<Attribute> answer() {
        return parts.answer();
    }

    @Override
    public LogicalPlan child() {
        return parts.child();
    }

    @Override
    public Seq<Attribute> output() {
        return Scala.concat(parts.kept(child().output()), answer());
    }

    /** Only what is sent: the optimizer may prune all else. */
    @Override
    public AttributeSet references() {
        return Scala.attributeSet(input());
    }

    @Override
    public AttributeSet producedAttributes() {
        return Scala.attributeSet(answer());
    }

    @Override
    public Seq<LogicalPlan> children() {
        return Scala.seq(child());
    }

    @Override
    public LogicalPlan withNewChildInternal(LogicalPlan newChild) {
        return new ExchangeNode(parts.above(newChild));
    }

    @Override
    public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> children) {
        return withNewChildInternal(children.head());
    }

    @Override
    public Iterator<Object> stringArgs() {
        return parts.shown();
    }

    @Override
    public String nodeName() {
        return "VgiExchange";
    }

    @Override
    public int productArity() {
        return ExchangeNodeFields.COUNT;
    }

    @Override
    public Object productElement(int index) {
        return parts.part(index);
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof ExchangeNode;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ExchangeNode plan && parts.equals(plan.parts);
    }

    @Override
    public int hashCode() {
        return parts.hashCode();
    }
}
