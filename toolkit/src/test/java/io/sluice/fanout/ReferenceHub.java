package io.sluice.fanout;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which a hub's one lane works, apart from how: what is published, who joins, changes and ends wait in one line,
 * and each is over, with all that has become possible through it and all that was asked for meanwhile, before the next.
 *
 * <p>When the hub takes the next out of its line is not to be seen from outside. The model takes it when it must: when a signal
 * comes that it would not explain otherwise, or when all is quiet. What should have been emitted before that is missed then.
 */
final class ReferenceHub {

    private final ArrayDeque<Runnable> line = new ArrayDeque<>();
    private final List<ReferenceMember> members = new ArrayList<>();
    /** Values taken out of the line so far. */
    private long position;

    private boolean ended;
    private @Nullable Throwable endError;

    void published(Item item) {
        line.add(() -> {
            position++;
            members.forEach(member -> member.put(item));
        });
    }

    void joined(ReferenceMember member, List<Item> replayed) {
        line.add(() -> {
            member.admitted(replayed);
            if (ended) {
                member.joinedTooLate(endError);
            }
            members.add(member);
        });
    }

    void changed(ReferenceMember member, ReferencePolicy to) {
        line.add(() -> member.changed(to));
    }

    void ended(@Nullable Throwable error) {
        line.add(() -> {
            ended = true;
            endError = error;
            members.forEach(member -> member.ended(error));
        });
    }

    void emitted(ReferenceMember member, Item item) {
        while (member.queued() == 0) {
            takeNext(item);
        }
        member.emitted(item, position);
    }

    void terminated(ReferenceMember member, @Nullable Throwable error) {
        if (error instanceof SlowConsumerException) {
            while (!member.isDisconnectDue()) {
                takeNext(error);
            }
            // All whose bound is exceeded are cut off at once, whatever is asked for from here on.
            members.forEach(ReferenceMember::enforce);
        } else {
            while (!member.isAdmitted() || !(member.hasBeenViolated() || member.isEndDue())) {
                takeNext(error);
            }
        }
        member.terminated(error);
    }

    /** The hub has nothing left to do. */
    void quiet() {
        while (!line.isEmpty()) {
            takeNext("quiet");
        }
        members.forEach(ReferenceMember::settle);
        members.removeIf(ReferenceMember::isGone);
    }

    private void takeNext(@Nullable Object toExplain) {
        members.forEach(ReferenceMember::settle);
        Runnable next = line.poll();
        if (next == null) {
            throw new AssertionError("nothing that was done explains " + toExplain);
        }
        next.run();
    }
}
