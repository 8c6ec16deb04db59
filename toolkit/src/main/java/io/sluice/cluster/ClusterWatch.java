package io.sluice.cluster;

import io.sluice.cluster.ClusterCounters.LinkState;
import io.sluice.cluster.ClusterCounters.LinkStatus;
import io.sluice.feed.HistoryBudget;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks at each heartbeat who is there, and whether somebody fell silent, and counts. Looking is cheaper than listening: the
 * cluster manager has but one place for a listener, and high availability takes it.
 *
 * <p>Threading: the loop, but for {@link #counters}.
 */
final class ClusterWatch {

    /** Registrations are not repeated more often than that, whatever happens. */
    private static final long REFRESH_MILLIS = 5_000;

    private final NodeLoop loop;
    private final ClusterNode node;
    private final Datagrams datagrams;
    private final Mirrors mirrors;
    private final Publications publications;
    private final HistoryBudget kept;

    private Set<String> members = Set.of();
    private Set<String> suspected = Set.of();
    private boolean refreshDue;
    private long refreshedAt = NodeLoop.now();
    private boolean stopped;
    private volatile ClusterCounters counters;

    ClusterWatch(
            NodeLoop loop,
            ClusterNode node,
            Datagrams datagrams,
            Mirrors mirrors,
            Publications publications,
            HistoryBudget kept) {
        this.loop = loop;
        this.node = node;
        this.datagrams = datagrams;
        this.mirrors = mirrors;
        this.publications = publications;
        this.kept = kept;
        this.counters = count();
    }

    void begin() {
        look();
    }

    void stop() {
        stopped = true;
        counters = count();
    }

    ClusterCounters counters() {
        return counters;
    }

    private void look() {
        if (stopped) {
            return;
        }
        loop.after(node.around().settings.heartbeat(), this::look);
        lookForMembers();
        lookForSilence();
        if (refreshDue && NodeLoop.now() - refreshedAt >= REFRESH_MILLIS) {
            refreshDue = false;
            refreshedAt = NodeLoop.now();
            datagrams.refresh();
        }
        mirrors.expire();
        counters = count();
    }

    private void lookForMembers() {
        Set<String> present = new HashSet<>(datagrams.members());
        if (!present.equals(members)) {
            refreshDue |= !members.isEmpty() && !members.containsAll(present);
            members = present;
            node.members(NodeLoop.now(), present);
        }
    }

    private void lookForSilence() {
        Set<String> silent = new HashSet<>();
        for (Link link : node.links.values()) {
            if (link.isSuspected()) {
                silent.add(link.peer);
            }
        }
        refreshDue |= !suspected.containsAll(silent);
        suspected = silent;
    }

    private ClusterCounters count() {
        ProtocolCounts counts = node.around().counts;
        List<LinkStatus> links = node.links.values().stream()
                .map(link -> new LinkStatus(
                        link.peer, state(link), link.bytesInFlight(), link.outlets.size(), link.inlets.size()))
                .toList();
        return new ClusterCounters(
                node.around().self,
                links,
                node.owned.size(),
                mirrors.size(),
                mirrors.subscriptions(),
                kept.used(),
                mirrors.budget.used(),
                publications.unanswered(),
                publications.unsent(),
                publications.refused(),
                counts.deduplicated,
                counts.lostFrames,
                counts.malformed + counts.stale + counts.late,
                counts.resubscribes,
                counts.overruns,
                counts.evictions,
                node.streams.offered(),
                node.streams.received(),
                node.streams.keptBytes());
    }

    private static LinkState state(Link link) {
        if (link.theirs() == 0) {
            return LinkState.CONNECTING;
        }
        return link.isSuspected() ? LinkState.SUSPECTED : LinkState.UP;
    }
}
