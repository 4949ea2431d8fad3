package dev.vgi.tools.cli;

import dev.vgi.examples.flights.FlightsServer;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code vgi} command. Its exit status is 0 for success, 1 where the worker or the way to it failed, and 2 for a
 * command line that makes no sense.
 */
@Command(
        name = "vgi",
        mixinStandardHelpOptions = true,
        version = "vgi 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        description = "Talks to vgi-rpc workers.",
        footer = {
            "",
            "An ADDRESS is one of",
            "  http(s)://host[:port][/prefix]   an HTTP worker",
            "  unix:/path, tcp://host:port      a worker on a socket",
            "  'cmd:program arguments'          a worker to start, on its standard input and output"
        })
public final class Main implements Callable<Integer> {
    private static final int PLAIN_WIDTH = 100;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    public static void main(String[] arguments) {
        Terminal terminal = Terminal.ofProcess();
        int status = run(terminal, arguments);
        terminal.out().flush();
        System.exit(status);
    }

    /** Runs one command and returns its exit status. */
    static int run(Terminal terminal, String... arguments) {
        CommandLine commands = new CommandLine(new Main())
                .addSubcommand("describe", new DescribeCommand(terminal))
                .addSubcommand("call", new CallCommand(terminal))
                .addSubcommand("serve", new FlightsServer());
        commands.getSubcommands()
                .forEach((name, command) -> command.getCommandSpec().name(name));
        commands.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        commands.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        commands.setUsageHelpWidth(terminal.isInteractive() ? Math.max(80, terminal.columns()) : PLAIN_WIDTH);
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        commands.setParameterExceptionHandler((problem, given) -> misused(terminal, problem));
        commands.setExecutionExceptionHandler((problem, command, result) -> {
            terminal.out().flush();
            var report = new ErrorReport(problem);
            report.print(terminal.err(), isVerbose(command));
            return report.exitStatus();
        });
        return commands.execute(arguments);
    }

    /** Without a command there is nothing to do but to name them. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }

    private static int misused(Terminal terminal, ParameterException problem) {
        CommandLine command = problem.getCommandLine();
        terminal.err().println("vgi: " + problem.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(problem, command.getErr())) {
            terminal.err().println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
        }
        return CommandLine.ExitCode.USAGE;
    }

    private static boolean isVerbose(CommandLine command) {
        OptionSpec verbose = command.getCommandSpec().findOption("--verbose");
        return verbose != null && Boolean.TRUE.equals(verbose.getValue());
    }
}
