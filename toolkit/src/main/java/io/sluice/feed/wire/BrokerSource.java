package io.sluice.feed.wire;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.sluice.feed.Broker;
import io.sluice.feed.BrokerSignal;
import io.sluice.feed.BrokerSignal.Data;
import io.sluice.feed.BrokerSignal.Opened;
import io.sluice.feed.Position;
import io.sluice.feed.Start;
import io.sluice.feed.TopicConfig;
import io.sluice.feed.TopicEvent;
import io.sluice.feed.TopicEvent.Gap;
import io.sluice.feed.TopicEvent.Reset;
import io.sluice.feed.TopicEvent.Snapshot;
import io.sluice.feed.TopicEvent.Started;
import io.sluice.feed.Update;
import io.sluice.internal.DeferredSubscription;
import io.sluice.message.Message;
import java.util.ArrayList;
import java.util.List;
import org.reactivestreams.Subscription;

/**
 * A subscription of its own at the broker, which waits in the topic's history and so holds up nobody: real backpressure, with
 * the history as its bound. Values are not decoded.
 */
final class BrokerSource implements FeedSource {

    private final Broker broker;
    private final TopicConfig topic;
    private final Start start;
    private final DeferredSubscription upstream = new DeferredSubscription();

    BrokerSource(Broker broker, TopicConfig topic, Start start) {
        this.broker = broker;
        this.topic = topic;
        this.start = start;
    }

    @Override
    public void start(ServedSubscription subscription, Place place) {
        broker.subscribe(topic, start).subscribe(new FlowableSubscriber<BrokerSignal>() {
            @Override
            public void onSubscribe(Subscription s) {
                boolean unused = upstream.set(s);
            }

            @Override
            public void onNext(BrokerSignal signal) {
                place.execute(() -> pass(signal, subscription));
            }

            @Override
            public void onError(Throwable error) {
                place.execute(() -> subscription.sourceEnded(error));
            }

            @Override
            public void onComplete() {
                place.execute(() -> subscription.sourceEnded(null));
            }
        });
    }

    private void pass(BrokerSignal signal, ServedSubscription to) {
        if (signal instanceof Data data) {
            to.arrived(List.of(update(data)));
        } else if (signal instanceof Opened opened) {
            to.arrived(opened(opened));
        } else if (signal instanceof BrokerSignal.Snapshot snapshot) {
            to.arrived(List.of(new Snapshot<>(
                    snapshot.at(),
                    snapshot.values().stream().map(BrokerSource::update).toList())));
        } else if (signal instanceof BrokerSignal.Gap gap) {
            to.arrived(List.of(new Gap<>(gap.epoch(), gap.from(), gap.to())));
        } else if (signal instanceof BrokerSignal.Reset reset) {
            to.arrived(List.of(new Reset<>(reset.last(), reset.base())));
        } else if (signal instanceof BrokerSignal.Suspect suspect) {
            to.status("suspect", suspect.cause(), true);
        } else if (signal instanceof BrokerSignal.Lost lost) {
            to.status("lost", lost.cause(), true);
        } else if (signal instanceof BrokerSignal.OwnerMoved moved) {
            to.status("live", "sent by " + moved.owner(), true);
        } else {
            to.status("live", "", true);
        }
    }

    /** Says what was missed, too, if it was asked for and is not there any more. */
    private List<TopicEvent<Message>> opened(Opened opened) {
        List<TopicEvent<Message>> events = new ArrayList<>();
        Position base = opened.base();
        events.add(new Started<>(base, opened.recovered()));
        if (!opened.recovered() && start instanceof Start.After after) {
            Position last = after.position();
            if (last.epoch() != base.epoch()) {
                Position beginning = new Position(base.epoch(), 0);
                events.add(new Reset<>(last, beginning));
                last = beginning;
            }
            if (last.offset() < base.offset()) {
                events.add(new Gap<>(base.epoch(), last.offset() + 1, base.offset()));
            }
        }
        return events;
    }

    private static Update<Message> update(Data data) {
        Message payload = data.entry().payload();
        return new Update<>(
                data.position(),
                data.entry().key(),
                payload,
                payload,
                1,
                data.position().offset());
    }

    @Override
    public void request(long n) {
        upstream.request(n);
    }

    @Override
    public void cancel() {
        upstream.cancel();
    }
}
