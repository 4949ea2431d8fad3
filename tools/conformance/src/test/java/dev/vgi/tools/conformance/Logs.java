package dev.vgi.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vgi.arrow.Batch;
import dev.vgi.protocol.LogMessage;
import dev.vgi.protocol.LogMessage.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a method logs reaches the caller in order, and before the result that it belongs to. */
interface Logs extends Fixture {
    @Test
    default void unaryCall_deliversItsLines() {
        assertThat(service().echoWithInfoLog(null, "x")).isEqualTo("x");
        assertThat(logs()).containsExactly(LogMessage.of(Level.INFO, "info: x"));
    }

    @Test
    default void severalLines_keepTheirOrder() {
        service().echoWithMultiLogs(null, "x");
        assertThat(logs())
                .containsExactly(
                        LogMessage.of(Level.DEBUG, "debug: x"),
                        LogMessage.of(Level.INFO, "info: x"),
                        LogMessage.of(Level.WARN, "warn: x"));
    }

    @Test
    default void everyLevel_arrives() {
        service().echoWithAllLogLevels(null, "x");
        assertThat(logs())
                .extracting(LogMessage::level)
                .containsExactly(Level.TRACE, Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR);
    }

    @Test
    default void lineWithExtras_keepsThem() {
        service().echoWithLogExtras(null, "\u03bb");
        assertThat(logs())
                .singleElement()
                .returns(Map.of("source", "conformance", "detail", "\u03bb"), LogMessage::extra);
    }

    @Test
    default void producer_deliversItsLinesBeforeTheirBatches() {
        var seen = new ArrayList<List<String>>();
        try (var stream = service().produceWithLogs(3)) {
            for (Batch batch : stream) {
                batch.close();
                seen.add(messages());
            }
        }
        assertThat(seen)
                .containsExactly(
                        List.of("producing batch 0"),
                        List.of("producing batch 0", "producing batch 1"),
                        List.of("producing batch 0", "producing batch 1", "producing batch 2"));
    }

    @Test
    default void exchange_deliversItsLinesBeforeItsAnswers() {
        try (var stream = service().exchangeWithLogs();
                Batch input = values(1.0)) {
            stream.exchange(input).close();
            assertThat(messages()).containsExactly("exchange processing", "exchange debug");
            stream.exchange(input).close();
            assertThat(messages()).hasSize(4);
        }
    }

    @Test
    default void lineFromBeforeTheStreamOpens_comesFirst() {
        try (var stream = service().produceWithHeaderAndLogs(null, 1)) {
            assertThat(stream.header().description()).isEqualTo("producing 1 with logs");
            assertThat(messages()).containsExactly("stream init log");
        }
    }

    private List<String> messages() {
        return logs().stream().map(LogMessage::message).toList();
    }
}
