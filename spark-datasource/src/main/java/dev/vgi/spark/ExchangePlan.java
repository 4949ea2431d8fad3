package dev.vgi.spark;

import java.util.Objects;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.UnaryNode;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/** An exchange in a logical plan: the kept columns of its child, then the answer's. */
public final class ExchangePlan extends LogicalPlan implements UnaryNode {
    private static final long serialVersionUID = 1L;

    private final ExchangeSpec spec;
    private final Seq<Attribute> input;
    private final Seq<Attribute> kept;
    private final Seq<Attribute> answer;
    private final LogicalPlan child;

    /** Public, as the class is, because Spark copies the nodes of its plans by reflection. */
    public ExchangePlan(
            ExchangeSpec spec, Seq<Attribute> input, Seq<Attribute> kept, Seq<Attribute> answer, LogicalPlan child) {
        this.spec = spec;
        this.input = input;
        this.kept = kept;
        this.answer = answer;
        this.child = child;
    }

    ExchangeSpec spec() {
        return spec;
    }

    Seq<Attribute> input() {
        return input;
    }

    /** The kept columns that the child still has: those that nobody asks for are pruned from it. */
    Seq<Attribute> kept() {
        AttributeSet available = child.outputSet();
        return Scala.seq(Scala.list(kept).stream().filter(available::contains).toList());
    }

    Seq<Attribute> answer() {
        return answer;
    }

    @Override
    public LogicalPlan child() {
        return child;
    }

    @Override
    public Seq<Attribute> output() {
        return Scala.concat(kept(), answer);
    }

    /** Only what is sent: the optimizer may prune all else. */
    @Override
    public AttributeSet references() {
        return Scala.attributeSet(input);
    }

    @Override
    public AttributeSet producedAttributes() {
        return Scala.attributeSet(answer);
    }

    @Override
    public Seq<LogicalPlan> children() {
        return Scala.seq(child);
    }

    @Override
    public LogicalPlan withNewChildInternal(LogicalPlan newChild) {
        return new ExchangePlan(spec, input, kept, answer, newChild);
    }

    @Override
    public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> children) {
        return withNewChildInternal(children.head());
    }

    @Override
    public String nodeName() {
        return "VgiExchange";
    }

    @Override
    public int productArity() {
        return 5;
    }

    @Override
    public Object productElement(int index) {
        return switch (index) {
            case 0 -> spec;
            case 1 -> input;
            case 2 -> kept;
            case 3 -> answer;
            case 4 -> child;
            default -> throw new IndexOutOfBoundsException(index);
        };
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof ExchangePlan;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ExchangePlan plan
                && spec.equals(plan.spec)
                && input.equals(plan.input)
                && kept.equals(plan.kept)
                && answer.equals(plan.answer)
                && child.equals(plan.child);
    }

    @Override
    public int hashCode() {
        return Objects.hash(spec, input, kept, answer, child);
    }
}
