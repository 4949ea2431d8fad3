package dev.vgi.spark;

import java.util.List;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.collection.immutable.Seq;

/** Plans {@link ExchangeNode}. Stateless. */
final class ExchangeStrategy extends SparkStrategy {
    private static final ExchangeStrategy INSTANCE = new ExchangeStrategy();

    private ExchangeStrategy() {}

    /** Makes sure that a session knows exchanges; sessions that are cloned from it will, too. */
    static void install(SparkSession session) {
        synchronized (INSTANCE) {
            List<SparkStrategy> known = Scala.list(session.experimental().extraStrategies());
            if (!known.contains(INSTANCE)) {
                known.add(INSTANCE);
                session.experimental().extraStrategies_$eq(Scala.seq(known));
            }
        }
    }

    @Override
    public Seq<SparkPlan> apply(LogicalPlan plan) {
        if (!(plan instanceof ExchangeNode exchange)) {
            return Scala.seq();
        }
        return Scala.seq(new ExchangeExec(
                exchange.spec(), exchange.input(), exchange.dropped(), exchange.answer(), planLater(exchange.child())));
    }
}
