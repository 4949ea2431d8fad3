package dev.vgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Errors with a caller's own names for the settings of the client. */
class ClientOptionTest {
    private static final Function<ClientOption, String> KEBAB =
            setting -> setting.name().toLowerCase(Locale.ROOT).replace('_', '-');

    private static VgiException.Builder error() {
        return VgiException.builder(
                Code.DEADLINE_EXCEEDED,
                "silence for 3 s (" + ClientOption.SILENCE + "). Lower " + ClientOption.MAX_CONNECTIONS + ", or raise "
                        + ClientOption.SILENCE);
    }

    @Test
    void settings_haveTheCallersNames_andAllElseStaysAsItIs() {
        var cause = new IllegalStateException("option 'silence'");
        VgiException error = error().kind("silent")
                .detail(ErrorDetail.badRequest("field", "why"))
                .requestId("7")
                .url("unix:/a")
                .cause(cause)
                .build();

        VgiException renamed = ClientOption.renamed(error, KEBAB);

        assertThat(renamed)
                .hasMessage(
                        "silence for 3 s (option 'silence'). Lower option 'max-connections', or raise option 'silence'"
                                + " [worker unix:/a]")
                .hasCause(cause);
        assertThat(List.of(renamed.code(), renamed.kind(), renamed.details(), renamed.requestId(), renamed.url()))
                .isEqualTo(List.of(error.code(), error.kind(), error.details(), error.requestId(), error.url()));
        assertThat(renamed.getStackTrace()).isEqualTo(error.getStackTrace());
    }

    @Test
    void wordsOfTheWorker_areItsOwn() {
        VgiException error = error().remote("ValueError", "").build();
        assertThat(ClientOption.renamed(error, KEBAB)).isSameAs(error);
    }

    @Test
    void errorThatSpeaksOfNoSetting_staysAsItIs() {
        VgiException error = VgiException.invalidArgument("the silence is over");
        assertThat(ClientOption.renamed(error, KEBAB)).isSameAs(error);
    }
}
