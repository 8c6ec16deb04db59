package io.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a member should see, by the simplest means: it is told of all that happens and checks all that is emitted. */
final class ReferenceMember {

    enum Kind {
        LATEST,
        DISCONNECT,
        DISCONNECT_BYTES,
        CONFLATE,
        /** In a hub that is pushed to. */
        BACKPRESSURE,
        /** In a hub of a source. */
        LOCKSTEP
    }

    static final int MAX_BYTES = 10;

    final Kind kind;
    final int bound;
    final List<Item> replayed;
    final List<Item> waiting = new ArrayList<>();
    boolean subscribed;
    boolean gone;
    boolean disconnected;
    private boolean cancelled;
    private boolean terminated;
    private boolean ended;
    private @Nullable Throwable endError;
    private @Nullable Class<? extends Throwable> cut;
    private long demand;
    long published;
    long delivered;
    long conflated;
    long dropped;

    ReferenceMember(Kind kind, int bound, List<Item> replayed) {
        this.kind = kind;
        this.bound = bound;
        this.replayed = new ArrayList<>(replayed);
        this.published = replayed.size();
    }

    Overflow<Item> overflow() {
        return switch (kind) {
            case LATEST -> Overflow.latest();
            case DISCONNECT -> Overflow.disconnect(bound);
            case DISCONNECT_BYTES -> Overflow.disconnect(bound, MAX_BYTES, Item::bytes);
            case CONFLATE -> Overflow.conflate(Item::key, Item::plus, bound);
            case BACKPRESSURE, LOCKSTEP -> Overflow.backpressure(bound);
        };
    }

    void offered(Item item) {
        if (gone) {
            return;
        }
        published++;
        switch (kind) {
            case LATEST -> {
                conflated += waiting.size();
                waiting.clear();
                waiting.add(item);
            }
            case DISCONNECT, BACKPRESSURE -> addOrOverflow(item, waiting.size() < bound);
            case DISCONNECT_BYTES ->
                addOrOverflow(
                        item,
                        waiting.size() < bound && (waiting.isEmpty() || bytesWaiting() + item.bytes() <= MAX_BYTES));
            case CONFLATE -> {
                for (int i = 0; i < waiting.size(); i++) {
                    if (waiting.get(i).key() == item.key()) {
                        waiting.set(i, waiting.get(i).plus(item));
                        conflated++;
                        return;
                    }
                }
                addOrOverflow(item, waiting.size() < bound);
            }
            case LOCKSTEP -> {
                assertThat(waiting.size()).as("values waiting in lockstep").isLessThan(bound + SourceDemand.WINDOW);
                waiting.add(item);
            }
        }
    }

    void requested(long n) {
        if (n <= 0) {
            cutOff(IllegalArgumentException.class);
        } else {
            demand += n;
        }
    }

    void cancelled() {
        cancelled = true;
        dropAll();
    }

    void ended(@Nullable Throwable error) {
        ended = true;
        endError = error;
    }

    void emitted(Item item) {
        assertMayBeSignalled();
        assertThat(cut).as("value in place of an error").isNull();
        assertThat(demand).as("demand").isPositive();
        assertThat(item).isEqualTo(replayed.isEmpty() ? waiting.remove(0) : replayed.remove(0));
        demand--;
        delivered++;
    }

    void terminated(@Nullable Throwable error) {
        assertMayBeSignalled();
        terminated = true;
        gone = true;
        if (cut != null) {
            assertThat(error).isInstanceOf(cut);
        } else {
            assertThat(ended).as("terminal signal of a hub that has ended").isTrue();
            assertThat(queued()).as("values overtaken by the terminal signal").isZero();
            assertThat(error).isSameAs(endError);
        }
    }

    /** Nothing runs: all that could be emitted must have been, and the account must agree. */
    void assertQuiet(MemberCounters account) {
        if (!cancelled && !terminated) {
            assertThat(demand > 0 && queued() > 0)
                    .as("demand of %s and %s queued", demand, queued())
                    .isFalse();
            assertThat(cut).as("error due").isNull();
            assertThat(ended && queued() == 0).as("terminal signal due").isFalse();
        }
        assertThat(account.published()).as("published").isEqualTo(published);
        assertThat(account.delivered()).as("delivered").isEqualTo(delivered);
        assertThat(account.conflated()).as("conflated").isEqualTo(conflated);
        assertThat(account.dropped()).as("dropped").isEqualTo(dropped);
        assertThat(account.queued()).as("queued").isEqualTo(queued());
        assertThat(account.queuedBytes())
                .as("bytes queued")
                .isEqualTo(kind == Kind.DISCONNECT_BYTES ? bytesWaiting() : 0);
    }

    boolean cancelledOrTerminated() {
        return cancelled || terminated;
    }

    int queued() {
        return replayed.size() + waiting.size();
    }

    private int bytesWaiting() {
        return waiting.stream().mapToInt(Item::bytes).sum();
    }

    private void addOrOverflow(Item item, boolean fits) {
        if (fits) {
            waiting.add(item);
        } else {
            dropped++;
            disconnected = true;
            cutOff(SlowConsumerException.class);
        }
    }

    private void cutOff(Class<? extends Throwable> error) {
        if (!gone) {
            cut = error;
            dropAll();
        }
    }

    private void dropAll() {
        gone = true;
        dropped += queued();
        replayed.clear();
        waiting.clear();
    }

    private void assertMayBeSignalled() {
        assertThat(subscribed).as("onSubscribe came first").isTrue();
        assertThat(cancelled).as("cancelled").isFalse();
        assertThat(terminated).as("terminated").isFalse();
    }
}
