package dev.vgi.connector.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vgi.client.connect.PeerRules;
import dev.vgi.connector.options.Arguments;
import dev.vgi.connector.options.CallSettings;
import dev.vgi.connector.options.ClientSpec;
import dev.vgi.connector.options.FetchOptions;
import dev.vgi.protocol.CallOptions.Resend;
import dev.vgi.protocol.ClientTransport.HasHeader;
import dev.vgi.types.SchemaText;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which parameter of a method is told what a query needs. */
public class PushdownParameterTest {
    private static final Arguments NO_ARGUMENTS = new Arguments(Map.of(), Map.of());

    public static ResolvedMethod method(String parameters) {
        var connection = new ClientSpec(
                "http://localhost:1",
                null,
                Map.of(),
                null,
                null,
                Duration.ofSeconds(10),
                0,
                0,
                16 << 20,
                new FetchOptions(Set.of(), 1 << 20, Duration.ofSeconds(60), 8),
                PeerRules.DEFAULT);
        return new ResolvedMethod(
                connection,
                "Numbers/rows",
                SchemaText.parse(parameters).toJson(),
                null,
                HasHeader.NO,
                new CallSettings(Duration.ZERO, 1 << 20, 0, Resend.NEVER));
    }

    private static PushdownParameter columns(@Nullable String given) {
        return PushdownParameter.of("pushdown.columns", given, "vgi_columns");
    }

    private static PushdownParameter limit(@Nullable String given) {
        return PushdownParameter.of("pushdown.limit", given, "vgi_limit");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"vgi_columns", " vgi_columns "})
    void parameter_isTheUsualOne_orTheOneThatIsNamed(@Nullable String given) {
        assertThat(columns(given).forColumns(method("id BIGINT, vgi_columns ARRAY<STRING>"), NO_ARGUMENTS))
                .contains("vgi_columns");
        assertThat(limit("most").forRows(method("most INT"), NO_ARGUMENTS)).contains("most");
    }

    @Test
    void methodWithoutTheUsualParameter_isReadInFull() {
        assertThat(columns(null).forColumns(method("id BIGINT"), NO_ARGUMENTS)).isEmpty();
        assertThat(columns(null).forColumns(method("vgi_columns STRING"), NO_ARGUMENTS))
                .isEmpty();
        assertThat(limit(null).forRows(method("vgi_limit SMALLINT"), NO_ARGUMENTS))
                .isEmpty();
    }

    /** Whoever names a parameter counts on it, also where it has the usual name. */
    @ParameterizedTest
    @ValueSource(strings = {"most", "vgi_limit"})
    void parameterThatIsNamed_hasToBeThere(String named) {
        assertThatThrownBy(() -> limit(named).forRows(method("id BIGINT"), NO_ARGUMENTS))
                .hasMessageContaining("option 'pushdown.limit' is '" + named
                        + "', expected a parameter of type int or bigint of Numbers/rows, which takes (id BIGINT");
        assertThatThrownBy(() -> columns("names").forColumns(method("names ARRAY<BIGINT>"), NO_ARGUMENTS))
                .hasMessageContaining(
                        "option 'pushdown.columns' is 'names', expected a parameter of type list of strings");
    }

    @Test
    void none_tellsNothing() {
        assertThat(columns("None").forColumns(method("vgi_columns ARRAY<STRING>"), NO_ARGUMENTS))
                .isEmpty();
    }

    @Test
    void argumentOfTheUsers_isLeftAsItIs() {
        var mine = new Arguments(Map.of("vgi_limit", 5), Map.of());
        assertThat(limit(null).forRows(method("vgi_limit BIGINT"), mine)).isEmpty();
        assertThat(limit("vgi_limit").forRows(method("vgi_limit BIGINT"), mine)).isEmpty();
    }
}
