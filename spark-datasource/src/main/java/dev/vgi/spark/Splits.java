package dev.vgi.spark;

import dev.vgi.client.Client;
import dev.vgi.connector.plan.ResolvedMethod;
import dev.vgi.connector.plan.SplitPlan;
import java.util.List;

/** Finds the splits of a read: those that the worker lists, those that the user lists, or one. */
final class Splits {
    private final Client client;
    private final ReadOptions options;
    private final ResolvedMethod method;

    Splits(Client client, ReadOptions options, ResolvedMethod method) {
        this.client = client;
        this.options = options;
        this.method = method;
    }

    /** The first split, which stands for all when the schema is asked for; the bare arguments where there is none. */
    Split first() {
        return list(1).stream().findFirst().orElseGet(() -> Split.of(SplitPlan.bare(options.call(), method)));
    }

    List<Split> all() {
        return list(Integer.MAX_VALUE);
    }

    private List<Split> list(int most) {
        return Errors.ADVICE.on(() -> options.splits().splits(client, options.call(), method, most)).stream()
                .map(Split::of)
                .toList();
    }
}
