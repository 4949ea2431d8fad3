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
                Message.of(
                        "silence for 3 s (",
                        ClientOption.SILENCE,
                        "). Lower ",
                        ClientOption.MAX_CONNECTIONS,
                        ", or raise ",
                        ClientOption.SILENCE));
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

        VgiException renamed = error.withOptionNames(KEBAB);

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
    void wordsOfTheWorker_stayItsOwn() {
        VgiException error = VgiException.builder(Code.UNKNOWN, "no option 'silence'")
                .remote("ValueError", "trace")
                .build();
        assertThat(error.withOptionNames(KEBAB)).isSameAs(error);
        VgiException advised = error.withText(Message.of("set the ", ClientOption.SILENCE, ": ", error.text()))
                .withOptionNames(setting -> "mine");
        assertThat(advised).hasMessageStartingWith("set the option 'mine': no option 'silence'");
        assertThat(advised.remoteMessage()).isEqualTo("no option 'silence'");
        assertThat(advised.remoteType()).isEqualTo("ValueError");
        assertThat(advised.remoteTraceback()).isEqualTo("trace");
    }

    @Test
    void errorThatSpeaksOfNoSetting_staysAsItIs() {
        VgiException error = VgiException.invalidArgument("the silence is over");
        assertThat(error.withOptionNames(KEBAB)).isSameAs(error);
    }
}
