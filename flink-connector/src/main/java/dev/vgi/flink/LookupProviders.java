package dev.vgi.flink;

import java.util.Objects;
import org.apache.flink.table.connector.source.LookupTableSource.LookupRuntimeProvider;
import org.apache.flink.table.connector.source.lookup.AsyncLookupFunctionProvider;
import org.apache.flink.table.connector.source.lookup.LookupFunctionProvider;
import org.apache.flink.table.connector.source.lookup.PartialCachingAsyncLookupProvider;
import org.apache.flink.table.connector.source.lookup.PartialCachingLookupProvider;
import org.apache.flink.table.connector.source.lookup.cache.LookupCache;
import org.apache.flink.table.functions.AsyncLookupFunction;
import org.apache.flink.table.functions.LookupFunction;
import org.jspecify.annotations.Nullable;

/** The functions of a lookup, in the forms that the planner tells apart by their interfaces. */
final class LookupProviders {
    private LookupProviders() {}

    static LookupRuntimeProvider of(LookupPlan plan, @Nullable LookupCache cache, boolean async) {
        var blocking = new ExchangeLookup(plan);
        if (!async) {
            return cache == null
                    ? LookupFunctionProvider.of(blocking)
                    : PartialCachingLookupProvider.of(blocking, cache);
        }
        var batched = new AsyncExchangeLookup(plan);
        return cache == null ? new Both(blocking, batched) : new BothCached(blocking, batched, cache);
    }

    /** The planner takes the asynchronous one, unless a hint or the query asks for the other. */
    private record Both(ExchangeLookup blocking, AsyncExchangeLookup batched)
            implements LookupFunctionProvider, AsyncLookupFunctionProvider {
        @Override
        public LookupFunction createLookupFunction() {
            return blocking;
        }

        @Override
        public AsyncLookupFunction createAsyncLookupFunction() {
            return batched;
        }
    }

    private record BothCached(ExchangeLookup blocking, AsyncExchangeLookup batched, LookupCache cache)
            implements PartialCachingLookupProvider, PartialCachingAsyncLookupProvider {
        @Override
        public LookupFunction createLookupFunction() {
            return blocking;
        }

        @Override
        public AsyncLookupFunction createAsyncLookupFunction() {
            return batched;
        }

        @Override
        public LookupCache getCache() {
            return Objects.requireNonNull(cache);
        }
    }
}
