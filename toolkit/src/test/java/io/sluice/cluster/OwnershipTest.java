package io.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OwnershipTest {

    private static final List<String> MEMBERS = List.of("a", "b", "c", "d");
    private static final List<String> TOPICS =
            IntStream.range(0, 4_000).mapToObj(i -> "topic-" + i).toList();

    @Test
    void theOrderOfMembersDoesNotMatter() {
        List<String> reversed =
                MEMBERS.stream().sorted(Collections.reverseOrder()).toList();

        assertThat(TOPICS)
                .allSatisfy(topic ->
                        assertThat(Ownership.owner(topic, reversed)).isEqualTo(Ownership.owner(topic, MEMBERS)));
    }

    @Test
    void whenANodeGoesOnlyItsOwnTopicsMove() {
        List<String> left = List.of("a", "b", "d");

        assertThat(TOPICS)
                .filteredOn(topic -> !"c".equals(Ownership.owner(topic, MEMBERS)))
                .isNotEmpty()
                .allSatisfy(
                        topic -> assertThat(Ownership.owner(topic, left)).isEqualTo(Ownership.owner(topic, MEMBERS)));
    }

    @Test
    void everyNodeGetsItsShare() {
        Map<String, Integer> shares = new HashMap<>();
        TOPICS.forEach(topic -> shares.merge(Ownership.owner(topic, MEMBERS), 1, Integer::sum));

        assertThat(shares.values())
                .hasSize(4)
                .allSatisfy(share -> assertThat(share).isBetween(850, 1_150));
    }

    @Test
    void nobodyOwnsATopicOfAnEmptyCluster() {
        assertThat(Ownership.owner("topic", List.of())).isNull();
    }
}
