package io.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Deadlines against a map that is searched. */
class DeadlinesTest {

    private final Core<Integer> core = new Core<>(Replay.none());

    private Member<Integer> member() {
        return core.newMember(new TestSubscriber<>(), Overflow.disconnect(1));
    }

    @Test
    void eachMemberIsLookedAtOnceWhenItsTimeHasComeAndNotBefore() {
        long seed = Long.getLong("sluice.seed", System.nanoTime());
        Random random = new Random(seed);
        Deadlines<Integer> deadlines = new Deadlines<>(Deadlines.Of.BYTES);
        Map<Member<Integer>, Long> naive = new LinkedHashMap<>();
        List<Member<Integer>> members = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            members.add(member());
        }
        for (long now = 0; now < 20_000; now++) {
            Member<Integer> any = members.get(random.nextInt(members.size()));
            long at = now + random.nextInt(30);
            if (random.nextInt(40) == 0) {
                any.deadlines = Deadlines.afterChange(any.deadlines);
                naive.remove(any);
            }
            deadlines.add(any, at, members.size());
            naive.putIfAbsent(any, at);
            for (Member<Integer> due; (due = deadlines.due(now)) != null; ) {
                assertThat(naive.remove(due)).as("-Dsluice.seed=" + seed).isLessThanOrEqualTo(now);
            }
            long moment = now;
            assertThat(naive.values()).as("-Dsluice.seed=" + seed).allMatch(later -> later > moment);
        }
    }

    @Test
    void deadlinesOfMessagesAndOfBytesDoNotMix() {
        Deadlines<Integer> messages = new Deadlines<>(Deadlines.Of.MESSAGES);
        Deadlines<Integer> bytes = new Deadlines<>(Deadlines.Of.BYTES);
        Member<Integer> member = member();
        messages.add(member, 5, 1);
        bytes.add(member, 3, 1);

        assertThat(bytes.due(5)).isSameAs(member);
        assertThat(messages.due(4)).isNull();
        assertThat(messages.due(5)).isSameAs(member);
        assertThat(messages.due(5)).isNull();
    }
}
