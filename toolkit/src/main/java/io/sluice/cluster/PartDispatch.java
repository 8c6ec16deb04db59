package io.sluice.cluster;

import org.jspecify.annotations.Nullable;

/**
 * Brings each part to whom it is for, and answers those that are for nobody.
 *
 * <p>Threading: confined to the node.
 */
final class PartDispatch implements PartHandler {

    private final ClusterNode node;

    PartDispatch(ClusterNode node) {
        this.node = node;
    }

    @Override
    public void heartbeat(Link from, Part.Heartbeat heartbeat) {
        from.seen(heartbeat.seen());
    }

    @Override
    public void goAway(Link from) {
        node.goAway(from);
    }

    @Override
    public void subscribe(Link from, Part.Subscribe subscribe) {
        OwnedTopic topic = node.ownedTopic(subscribe.topic());
        if (topic == null) {
            from.control(new Part.Cancelled(subscribe.id(), CancelReason.MOVED));
        } else {
            topic.subscribe(from, subscribe);
        }
    }

    /** The inlet of this identifier; null, and the sender told to stop, if there is none at this link. */
    private @Nullable Inlet inlet(Link from, long id) {
        Inlet inlet = node.inlets.get(id);
        if (inlet != null && (inlet.link() == from || !node.around().rules.fencing())) {
            return inlet;
        }
        node.around().counts.fenced++;
        from.control(new Part.Cancel(id, ""));
        return null;
    }

    @Override
    public void subscribed(Link from, Part.Subscribed subscribed) {
        Inlet inlet = inlet(from, subscribed.id());
        if (inlet != null) {
            inlet.subscribed(subscribed);
        }
    }

    @Override
    public void data(Link from, Part.Data data) {
        if (node.streams.data(from, data)) {
            return;
        }
        Inlet inlet = inlet(from, data.id());
        if (inlet != null) {
            inlet.data(data);
        }
    }

    @Override
    public void gap(Link from, Part.Gap gap) {
        Inlet inlet = inlet(from, gap.id());
        if (inlet != null) {
            inlet.gap(gap);
        }
    }

    @Override
    public void snapshotBegin(Link from, Part.SnapshotBegin begin) {
        Inlet inlet = inlet(from, begin.id());
        if (inlet != null) {
            inlet.snapshotBegin(begin);
        }
    }

    @Override
    public void snapshotChunk(Link from, Part.SnapshotChunk chunk) {
        Inlet inlet = inlet(from, chunk.id());
        if (inlet != null) {
            inlet.snapshotChunk(chunk);
        }
    }

    @Override
    public void snapshotEnd(Link from, Part.SnapshotEnd end) {
        Inlet inlet = inlet(from, end.id());
        if (inlet != null) {
            inlet.snapshotEnd(end);
        }
    }

    @Override
    public void complete(Link from, Part.Complete complete) {
        if (node.streams.ended(from, complete.id(), complete.next(), null)) {
            return;
        }
        Inlet inlet = inlet(from, complete.id());
        if (inlet != null) {
            inlet.ended(complete.epoch(), complete.next(), null);
        }
    }

    @Override
    public void failed(Link from, Part.Failed failed) {
        if (node.streams.ended(from, failed.id(), failed.next(), failed.message())) {
            return;
        }
        Inlet inlet = inlet(from, failed.id());
        if (inlet != null) {
            inlet.ended(failed.epoch(), failed.next(), failed.message());
        }
    }

    @Override
    public void credit(Link from, Part.Credit credit) {
        Outlet outlet = from.outlets.get(credit.id());
        if (outlet != null) {
            outlet.credit(credit);
        } else if (!node.streams.credit(from, credit)) {
            from.control(new Part.Cancelled(credit.id(), CancelReason.UNKNOWN));
        }
    }

    @Override
    public void cancel(Link from, Part.Cancel cancel) {
        Outlet outlet = from.outlets.get(cancel.id());
        OwnedTopic topic = node.owned.get(TopicKey.name(cancel.topic()));
        if (outlet == null && topic != null) {
            Outlet earlier = topic.outlet(from);
            outlet = earlier != null && earlier.id < cancel.id() ? earlier : null;
        }
        if (outlet != null) {
            node.remove(outlet);
        }
        node.streams.cancel(from, cancel.id());
        from.control(new Part.Cancelled(cancel.id(), CancelReason.ASKED));
    }

    @Override
    public void cancelled(Link from, Part.Cancelled cancelled) {
        if (node.cancellations.answered(cancelled.id()) || node.streams.cancelled(from, cancelled)) {
            return;
        }
        Inlet inlet = node.inlets.get(cancelled.id());
        if (inlet != null && inlet.link() == from && inlet.isNamed(cancelled.id())) {
            inlet.cancelled(cancelled.reason());
        } else {
            node.around().counts.fenced++;
        }
    }

    @Override
    public void publish(Link from, Part.Publish publish) {
        OwnedTopic topic = node.ownedTopic(publish.topic());
        if (topic != null) {
            topic.publish(from, publish);
            return;
        }
        node.around().counts.misdirected += publish.payloads().size();
        if (publish.producer() != 0) {
            from.control(new Part.PublishAck(publish.topic(), publish.producer(), 0, 0, 0, 0, Acceptance.NOT_OWNER));
        }
    }

    @Override
    public void publishAck(Link from, Part.PublishAck ack) {
        Publisher publisher = node.publishers.get(ack.topic());
        if (publisher != null) {
            publisher.acknowledged(from, ack);
        }
    }

    @Override
    public void watch(Link from, Part.Watch watch) {
        OwnedTopic topic = watch.on() ? node.ownedTopic(watch.topic()) : node.owned.get(TopicKey.name(watch.topic()));
        if (topic != null) {
            topic.watch(from, watch);
        }
    }

    @Override
    public void interest(Link from, Part.Interest interest) {
        node.watches.told(from, interest);
    }

    @Override
    public void claim(Link from, Part.Claim claim) {
        node.streams.claim(from, claim);
    }

    @Override
    public void claimed(Link from, Part.Claimed claimed) {
        if (!node.streams.claimed(from, claimed)) {
            node.around().counts.fenced++;
            from.control(new Part.Cancel(claimed.id(), ""));
        }
    }
}
