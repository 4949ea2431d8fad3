package dev.vgi.flink;

import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** What a job on the mini cluster, which shares our JVM, gives out. */
final class Collected<T> {
    private static final Map<String, Queue<Object>> ALL = new ConcurrentHashMap<>();

    private final String id = UUID.randomUUID().toString();

    private Collected() {
        ALL.put(id, new ConcurrentLinkedQueue<>());
    }

    /** Everything that will come out of a stream, in order where one task gives it out. */
    static <T> Collected<T> of(DataStream<T> stream) {
        var collected = new Collected<T>();
        String id = collected.id;
        stream.map((MapFunction<T, T>) value -> {
                    ALL.get(id).add(value);
                    return value;
                })
                .returns(stream.getType())
                .setParallelism(1)
                .sinkTo(new DiscardingSink<>())
                .setParallelism(1);
        return collected;
    }

    @SuppressWarnings("unchecked")
    Queue<T> rows() {
        return (Queue<T>) ALL.get(id);
    }
}
