package dev.vgi.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.protocol.MethodDescription;
import dev.vgi.protocol.MethodKind;
import dev.vgi.types.WireName;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How an interface describes a protocol, and which ones do not. */
class ServiceInterfaceTest {

    record Airport(
            String iata,
            String name,
            @Nullable String city,
            @Nullable String state,
            String country,
            double latitude,
            double longitude) {}

    record Split(long month) {}

    /** The Python example, in Java. */
    @VgiProtocol(version = "1.0.0")
    interface Flights {
        Producer<Batch> flights(@Nullable Long month, @Nullable List<String> vgiColumns, @Nullable Long vgiLimit);

        Producer<Split> flightSplits();

        Exchange<Batch, Batch> enrich();

        Airport airport(String iata);
    }

    @Test
    void sameShapeInPython_hasTheSameHash() {
        assertThat(ServiceInterface.of(Flights.class).description().summary().hash())
                .isEqualTo("505370c367221d77d2b8a18631cc085aca6acf59992ee94c63be839bda182740");
    }

    @Test
    void name_isTheSimpleOne_unlessGiven() {
        assertThat(ServiceInterface.of(Flights.class).name()).isEqualTo("Flights");
        assertThat(ServiceInterface.of(Named.class).name()).isEqualTo("test.Named.v1");
        assertThat(ServiceInterface.of(Heir.class).name()).isEqualTo("Heir");
    }

    @VgiProtocol(name = "test.Named.v1")
    interface Named {
        long inherited(CallContext context, long someValue);

        @WireName("EXACT")
        @Deprecated
        void given();

        default void notThisOne() {}
    }

    interface Heir extends Named {
        void own();
    }

    @Test
    void methods_areTheAbstractOnes_inheritedToo_sortedByWireName() {
        ServiceInterface heir = ServiceInterface.of(Heir.class);

        assertThat(heir.methods()).extracting(ServiceMethod::name).containsExactly("EXACT", "inherited", "own");
        assertThat(heir.methods().get(0).description().deprecation()).isEmpty();
        ServiceMethod inherited = heir.methods().get(1);
        assertThat(inherited.takesContext()).isTrue();
        assertThat(inherited.description().parameters().getFields())
                .extracting(field -> field.getName())
                .containsExactly("some_value");
    }

    @Test
    void returnType_tellsTheKind() {
        assertThat(ServiceInterface.of(Flights.class).description().methods())
                .extracting(MethodDescription::name, MethodDescription::kind)
                .containsExactly(
                        tuple("airport", MethodKind.UNARY),
                        tuple("enrich", MethodKind.EXCHANGE),
                        tuple("flight_splits", MethodKind.PRODUCER),
                        tuple("flights", MethodKind.PRODUCER));
    }

    interface Overloads {
        void move(long by);

        void move(String by);
    }

    interface Twins {
        void sameName();

        void same_name();
    }

    interface LateContext {
        void call(long a, CallContext context);
    }

    interface RawProducer {
        @SuppressWarnings("rawtypes")
        Producer all();
    }

    interface StreamOfStrings {
        Producer<String> all();
    }

    interface StreamOfAnything {
        Producer<?> all();
    }

    interface BatchHeader<T> {
        Producer.WithHeader<Airport, T> all();
    }

    interface Definition {
        ProducerDefinition<Long, Batch> all();
    }

    interface UnknownType {
        void call(Thread thread);
    }

    interface GenericMethod {
        <T> T identity(T value);
    }

    interface Reserved {
        void __describe__();
    }

    @VgiProtocol(name = "1st")
    interface BadName {}

    @VgiProtocol(version = "1.0")
    interface BadVersion {}

    static Stream<Arguments> misfits() {
        return Stream.of(
                Arguments.of(String.class, "expected the interface"),
                Arguments.of(Overloads.class, "two methods of the wire name 'move'"),
                Arguments.of(Twins.class, "two methods of the wire name 'same_name'"),
                Arguments.of(
                        LateContext.class, "LateContext.call takes a CallContext as parameter 2, expected it first"),
                Arguments.of(RawProducer.class, "RawProducer.all returns a raw Producer"),
                Arguments.of(StreamOfStrings.class, "StreamOfStrings.all streams java.lang.String"),
                Arguments.of(StreamOfAnything.class, "StreamOfAnything.all streams ?"),
                Arguments.of(BatchHeader.class, "BatchHeader.all streams T"),
                Arguments.of(Definition.class, "Definition.all returns ProducerDefinition, expected Producer"),
                Arguments.of(UnknownType.class, "UnknownType.call"),
                Arguments.of(GenericMethod.class, "GenericMethod.identity"),
                Arguments.of(Reserved.class, "Reserved.__describe__"),
                Arguments.of(BadName.class, "the protocol name '1st'"),
                Arguments.of(BadVersion.class, "the version '1.0', expected MAJOR.MINOR.PATCH"));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void interfaceThatIsNoProtocol_isRefused_sayingWhereAndWhy(Class<?> type, String message) {
        assertThatThrownBy(() -> ServiceInterface.of(type))
                .isInstanceOfSatisfying(
                        VgiException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT))
                .hasMessageContaining(message);
    }
}
