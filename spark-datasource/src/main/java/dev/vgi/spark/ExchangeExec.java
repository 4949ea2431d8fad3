package dev.vgi.spark;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.execution.RowToColumnarExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.UnaryExecNode;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Map;
import scala.collection.immutable.Seq;
import scala.reflect.ClassTag$;

/** Sends the batches of its child through an exchange: one stream for each partition, columnar in and out. */
public final class ExchangeExec extends SparkPlan implements UnaryExecNode {
    private static final long serialVersionUID = 1L;

    private final ExchangeNodeFields<SparkPlan> parts;
    private transient @Nullable Map<String, SQLMetric> metrics;

    /** Public, as the class is, because Spark copies the nodes of its plans by reflection. */
    public ExchangeExec(
            ExchangeSpec spec, Seq<Attribute> input, Seq<Attribute> dropped, Seq<Attribute> answer, SparkPlan child) {
        this(new ExchangeNodeFields<>(spec, input, dropped, answer, child));
    }

    private ExchangeExec(ExchangeNodeFields<SparkPlan> parts) {
        this.parts = parts;
    }

    @Override
    public SparkPlan child() {
        return parts.child();
    }

    @Override
    public Seq<Attribute> output() {
        return Scala.concat(kept(), parts.answer());
    }

    @Override
    public AttributeSet producedAttributes() {
        return Scala.attributeSet(parts.answer());
    }

    private Seq<Attribute> kept() {
        return parts.kept(child().output());
    }

    @Override
    public boolean supportsColumnar() {
        return true;
    }

    @Override
    public synchronized Map<String, SQLMetric> metrics() {
        if (metrics == null) {
            metrics = ExchangeMetrics.create(sparkContext());
        }
        return metrics;
    }

    /** Where Spark would make batches of rows first, the rows are taken: they become Arrow's here, once. */
    @Override
    public RDD<ColumnarBatch> doExecuteColumnar() {
        var task = new ExchangeTask(
                parts.spec(),
                ordinals(parts.input()),
                ordinals(kept()),
                VgiExchange.type(Scala.list(kept())),
                ExchangeMetrics.of(this));
        if (child() instanceof RowToColumnarExec rows) {
            return new JavaRDD<>(rows.child().execute(), ClassTag$.MODULE$.<InternalRow>apply(InternalRow.class))
                    .mapPartitions(task::ofRows)
                    .rdd();
        }
        return new JavaRDD<>(child().executeColumnar(), ClassTag$.MODULE$.<ColumnarBatch>apply(ColumnarBatch.class))
                .mapPartitions(task::ofBatches)
                .rdd();
    }

    /** Spark asks for batches; a plan that cannot take them gets their rows. */
    @Override
    public RDD<InternalRow> doExecute() {
        return new JavaRDD<>(doExecuteColumnar(), ClassTag$.MODULE$.<ColumnarBatch>apply(ColumnarBatch.class))
                .mapPartitions(ColumnarToRowIterator::new)
                .rdd();
    }

    private int[] ordinals(Seq<Attribute> attributes) {
        List<Attribute> found = Scala.list(child().output());
        return Scala.list(attributes).stream()
                .mapToInt(wanted -> {
                    for (int i = 0; i < found.size(); i++) {
                        if (found.get(i).exprId().equals(wanted.exprId())) {
                            return i;
                        }
                    }
                    throw new IllegalStateException("the child of " + this + " lost the column " + wanted);
                })
                .toArray();
    }

    @Override
    public Seq<SparkPlan> children() {
        return Scala.seq(child());
    }

    @Override
    public SparkPlan withNewChildInternal(SparkPlan newChild) {
        return new ExchangeExec(parts.above(newChild));
    }

    @Override
    public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
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
        return other instanceof ExchangeExec;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ExchangeExec plan && parts.equals(plan.parts);
    }

    @Override
    public int hashCode() {
        return parts.hashCode();
    }
}
