package dev.vgi.server;

import dev.vgi.arrow.Batch;
import dev.vgi.service.CallContext;
import dev.vgi.service.Exchange;
import dev.vgi.service.Idempotent;
import dev.vgi.service.NoSideEffects;
import dev.vgi.service.Producer;
import dev.vgi.service.VgiProtocol;
import dev.vgi.types.WireName;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One method of each kind. */
@VgiProtocol(name = "test.Sample", version = "1.4.2")
public interface Sample {
    enum Color {
        RED,
        GREEN
    }

    record Point(long x, long y) {}

    record Labelled(Point point, @Nullable String label) {}

    record Sum(long sum) {}

    record Attachment(String name, Batch batch) {}

    record Position(String name, long next) {}

    @NoSideEffects
    long add(long a, long b);

    String greet(CallContext context, String name, @Nullable String title);

    Point mirror(Point point);

    Color nextColor(Color color);

    Optional<Point> find(boolean known);

    @Idempotent
    List<Long> range(int from, int to);

    void nothing();

    String nullInstead();

    @Deprecated
    @WireName("explode")
    String fail(String how) throws Exception;

    Attachment passOn(Attachment attachment);

    Producer<Batch> count(long to);

    Producer<Point> diagonal(int batches, int rows);

    Producer.WithHeader<Point, Batch> headed(CallContext context, long to);

    Producer<Batch> echoTicks();

    Producer<Batch> repeat(Batch batch, int times);

    Producer<Batch> misbehave(String how);

    Producer<Batch> states(String kind);

    Exchange<Batch, Batch> scale(double factor);

    Exchange<Batch, Batch> runningSum();

    Exchange<Point, Sum> sums();

    Exchange<Batch, Batch> echo();

    Exchange<Batch, Batch> echoRows(String how);

    Exchange<Batch, Batch> withoutColumns();

    Exchange<Batch, Batch> misbehavingExchange(String how);

    default String ignored() {
        return "a default method is not of the protocol";
    }

    static String alsoIgnored() {
        return "nor is a static one";
    }
}
