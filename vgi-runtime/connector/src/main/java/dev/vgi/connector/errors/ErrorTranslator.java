package dev.vgi.connector.errors;

import dev.vgi.ClientOption;
import dev.vgi.Code;
import dev.vgi.ErrorKind;
import dev.vgi.Message;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.connector.plan.DeclaredInput;
import dev.vgi.connector.plan.ResolvedMethod;
import dev.vgi.types.UnfitValue;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Errors as a connector's users can act on them: with the connector's names for the client's settings, and, where a
 * worker refuses what an option decides, with that option. Other errors stay as they are.
 *
 * @param names the connector's option for each setting
 * @param columns what decides which columns an exchange is sent
 */
public record ErrorTranslator(Function<ClientOption, String> names, String columns) {
    /** How workers of several languages refuse the columns of an exchange; they give no kind. */
    private static final Pattern COLUMN_MISMATCH = Pattern.compile(
            "schema mismatch|schemas? do(es)? not match|field (name|count|type) mismatch|batch field\\[|batch has \\d+ fields",
            Pattern.CASE_INSENSITIVE);

    /** Of a client. */
    public VgiException of(VgiException e) {
        return e.withOptionNames(names);
    }

    /**
     * Of a call.
     *
     * @param method its name
     * @param version the version of the protocol that was asked for; null for none
     */
    public VgiException of(VgiException e, String method, @Nullable String version) {
        if (!e.isRemote() || !e.kind().equals(ErrorKind.PROTOCOL_VERSION_MISMATCH) || version != null) {
            return of(e);
        }
        return of(e.withText(Message.of(
                "the protocol of " + method
                        + " has a version, and without reflection only the query can say which one it is for: set the ",
                ClientOption.PROTOCOL_VERSION,
                ". The worker says: ",
                e.remoteMessage())));
    }

    /**
     * Of a batch that was sent to an exchange. A worker that casts what it is sent, and does not say which value it
     * could not cast, is helped out.
     *
     * @param sent the batch, which stays the caller's
     * @param place which batch it was, as users count: {@code batch 3 of partition 7}
     */
    public VgiException ofExchange(VgiException e, ResolvedMethod method, Batch sent, String place) {
        if (e.isRemote() && e.kind().equals(ErrorKind.VALUE_DOES_NOT_FIT)) {
            return unfit(e, method, e.remoteMessage(), place);
        }
        List<Field> columns = sent.schema().getFields();
        Optional<UnfitValue> found = e.isRemote() && !columns.isEmpty()
                ? DeclaredInput.parse(e.remoteMessage())
                        .flatMap(declared ->
                                UnfitValue.first(sent, declared, sent.vector(0).getAllocator()))
                : Optional.empty();
        return found.map(value -> unfit(e, method, value.toString(), place))
                .orElseGet(() -> ofExchange(
                        e, method, columns.stream().map(Field::getName).toList()));
    }

    private static VgiException unfit(VgiException e, ResolvedMethod method, String problem, String place) {
        return e.toBuilder()
                .code(Code.INVALID_ARGUMENT)
                .text(Message.of(
                        method.name() + " cannot take a value that it was sent in " + place + ", which counts its rows"
                                + " from 0: " + problem + ". Cast, replace or filter out such values before the"
                                + " exchange, or let the method declare a type that holds them"))
                .kind(ErrorKind.VALUE_DOES_NOT_FIT)
                .cause(e)
                .build();
    }

    /**
     * Of an exchange, where no rows are at hand.
     *
     * @param sent the columns that it is sent
     */
    public VgiException ofExchange(VgiException e, ResolvedMethod method, List<String> sent) {
        if (e.isRemote() && e.kind().equals(ErrorKind.VALUE_DOES_NOT_FIT)) {
            return unfit(e, method, e.remoteMessage(), "a batch");
        }
        if (!e.isRemote() || !COLUMN_MISMATCH.matcher(e.remoteMessage()).find()) {
            return of(e, method.name(), method.protocolVersion());
        }
        return e.toBuilder()
                .code(Code.INVALID_ARGUMENT)
                .text(Message.of(method.name() + " refuses the columns " + sent + ", which are those of " + columns
                        + ". A worker takes exactly the columns that its method declares, and one that is written"
                        + " in TypeScript or Rust only in the order of the declaration. It says: "
                        + e.remoteMessage()))
                .cause(e)
                .build();
    }

    /** Does what a client does, and advises on its error. */
    public <T> T on(Supplier<T> work) {
        try {
            return work.get();
        } catch (VgiException e) {
            throw of(e);
        }
    }
}
