package dev.vgi.tools.cli;

import static dev.vgi.tools.cli.CommandLineRun.vgi;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses where no worker answers, and command lines that name none. */
class AddressTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://127.0.0.1:1       | 1 | connection refused by http://127.0.0.1:1",
                "unix:/nope               | 1 | There is no such file",
                "tcp://127.0.0.1:1        | 1 | Connection refused",
                "cmd:/nope/worker         | 1 | does not start",
                "cmd:sh -c 'echo oops >&2; exit 3' | 1 | ended with status 3",
                "ftp://host               | 2 | is not a valid worker address, expected one of http(s)://",
                "unix:relative            | 2 | an absolute path",
            })
    void addressWithoutAWorker_isOneMessage(String address, int status, String message) {
        CommandLineRun run = vgi("describe", address);

        assertThat(run.status()).isEqualTo(status);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("vgi: ").contains(message).doesNotContain("\tat ");
    }

    @Test
    void credentialsInAnAddress_areNotShown() {
        assertThat(vgi("describe", "http://user:hidden@127.0.0.1:1/p?token=hidden")
                        .err())
                .contains("127.0.0.1:1")
                .doesNotContain("hidden");
    }

    @Test
    void missingAddress_isMisuse() {
        assertThat(vgi("describe"))
                .extracting(CommandLineRun::status, CommandLineRun::err)
                .containsExactly(2, "vgi: Missing required parameter: 'ADDRESS'\nSee 'vgi describe --help'.\n");
    }

    @Test
    void unknownCommand_suggestsOne() {
        CommandLineRun run = vgi("desribe", "unix:/nope");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("Did you mean: vgi describe?");
    }

    @Test
    void noCommand_showsTheUsage() {
        CommandLineRun run = vgi();

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("Usage: vgi", "describe", "call", "serve");
    }

    @Test
    void help_listsCommandsAndAddresses() {
        CommandLineRun run = vgi("--help");

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("describe", "call", "serve", "http(s)://host[:port][/prefix]", "cmd:program");
    }
}
