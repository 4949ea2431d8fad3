package dev.vgi.storage;

import com.google.api.client.http.HttpResponseException;
import com.google.api.gax.retrying.BasicResultRetryAlgorithm;
import com.google.api.gax.retrying.ResultRetryAlgorithm;
import com.google.cloud.storage.StorageRetryStrategy;
import org.jspecify.annotations.Nullable;

/** What the SDK sends again, and every broken connection too: all our requests may be sent twice. */
final class GcsRetries implements StorageRetryStrategy {
    private static final long serialVersionUID = 1L;

    @Override
    public ResultRetryAlgorithm<?> getIdempotentHandler() {
        return new Retries(StorageRetryStrategy.getDefaultStorageRetryStrategy().getIdempotentHandler());
    }

    @Override
    public ResultRetryAlgorithm<?> getNonidempotentHandler() {
        return StorageRetryStrategy.getDefaultStorageRetryStrategy().getNonidempotentHandler();
    }

    private static final class Retries extends BasicResultRetryAlgorithm<Object> {
        private final ResultRetryAlgorithm<Object> usual;

        @SuppressWarnings("unchecked") // it looks at the failure alone
        private Retries(ResultRetryAlgorithm<?> usual) {
            this.usual = (ResultRetryAlgorithm<Object>) usual;
        }

        @Override
        @SuppressWarnings("NullAway") // the SDK passes null for the one that there is not
        public boolean shouldRetry(@Nullable Throwable failure, @Nullable Object answer) {
            return usual.shouldRetry(failure, answer)
                    || (failure != null
                            && NetworkErrors.isNetwork(failure)
                            && NetworkErrors.find(failure, HttpResponseException.class)
                                    .isEmpty());
        }
    }
}
