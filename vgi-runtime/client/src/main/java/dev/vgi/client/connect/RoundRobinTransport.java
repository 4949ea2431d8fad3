package dev.vgi.client.connect;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.protocol.ClientTransport;
import dev.vgi.protocol.Position;
import dev.vgi.protocol.Request;
import dev.vgi.protocol.SessionTransport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Spreads calls over several workers of one service. Each call and stream goes to the next of them in turn; one that
 * could not be reached is left out for a while, and what certainly has not reached it goes to another. What may have
 * reached a worker is never tried elsewhere.
 */
final class RoundRobinTransport implements ClientTransport {
    private final List<Member> members;
    private final AtomicInteger turn = new AtomicInteger();

    /** Takes ownership of the transports. */
    RoundRobinTransport(List<ClientTransport> transports) {
        members = transports.stream().map(Member::new).toList();
    }

    @Override
    public String address() {
        return members.stream().map(member -> member.transport.address()).collect(Collectors.joining(","));
    }

    @Override
    public Batch call(Request request) {
        return reach(inTurn(), transport -> transport.call(request));
    }

    @Override
    public Producing produce(Request request, HasHeader header) {
        return reach(inTurn(), transport -> transport.produce(request, header));
    }

    /**
     * Resumes at the worker that gave the position. Where that worker is gone, tries another, which may hold the same
     * keys and be able to go on.
     */
    @Override
    public Producing resume(Request request, Position position) {
        List<Member> order = new ArrayList<>(inTurn());
        order.sort(Comparator.comparing(member -> !member.transport.address().equals(position.address())));
        return reach(order, transport -> transport.resume(request, position));
    }

    @Override
    public Exchanging exchange(Request request, HasHeader header, @Nullable Schema input) {
        return reach(inTurn(), transport -> transport.exchange(request, header, input));
    }

    /**
     * Opens the session at one of the workers. Which of them knows a token cannot be told, so only new sessions are
     * spread.
     */
    @Override
    public SessionTransport session(@Nullable String token) {
        return inTurn().get(0).transport.session(token);
    }

    /** Returns all workers, the next in turn first, and those that are left out last. */
    private List<Member> inTurn() {
        int first = Math.floorMod(turn.getAndIncrement(), members.size());
        List<Member> order = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            order.add(members.get((first + i) % members.size()));
        }
        long now = System.nanoTime();
        order.sort(Comparator.comparing(member -> member.isLeftOut(now)));
        return order;
    }

    private <T> T reach(List<Member> order, Function<ClientTransport, T> call) {
        VgiException first = null;
        for (Member member : order) {
            try {
                T answer = call.apply(member.transport);
                member.reached();
                return answer;
            } catch (VgiException e) {
                if (!e.isBeforeCall()) {
                    throw e;
                }
                member.unreachable();
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first == null) {
            throw new IllegalStateException("there are no workers");
        }
        throw first;
    }

    @Override
    public void close() {
        members.forEach(member -> member.transport.close());
    }

    /** Holds one of the workers, and how long it is left out. */
    private static final class Member {
        /** How long a worker is left out after the first time, and at most: each time is twice as long. */
        private static final long FIRST_NANOS = 1_000_000_000L;

        private static final long LAST_NANOS = 60 * FIRST_NANOS;

        private final ClientTransport transport;
        private long leftOutNanos;
        private long since;

        private Member(ClientTransport transport) {
            this.transport = transport;
        }

        private synchronized boolean isLeftOut(long now) {
            return leftOutNanos > 0 && now - since < leftOutNanos;
        }

        private synchronized void unreachable() {
            since = System.nanoTime();
            leftOutNanos = leftOutNanos == 0 ? FIRST_NANOS : Math.min(2 * leftOutNanos, LAST_NANOS);
        }

        private synchronized void reached() {
            leftOutNanos = 0;
        }
    }
}
