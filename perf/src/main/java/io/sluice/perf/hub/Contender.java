package io.sluice.perf.hub;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.flowables.ConnectableFlowable;
import io.reactivex.rxjava3.processors.MulticastProcessor;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.processors.UnicastProcessor;
import io.sluice.fanout.Hub;
import io.sluice.fanout.Overflow;
import java.util.function.Consumer;

/** A way to give one source to many subscribers: ours and those of RxJava. */
public enum Contender {
    HUB("Hub, latest", Integer.MAX_VALUE) {
        @Override
        public Broadcast open() {
            Hub<Update> hub = Hub.create();
            return new Broadcast(hub.join(Overflow.latest()), hub::publish);
        }
    },
    HUB_CONFLATE("Hub, conflate", Integer.MAX_VALUE) {
        @Override
        public Broadcast open() {
            Hub<Update> hub = Hub.create();
            return new Broadcast(hub.join(Policy.CONFLATE.overflow()), hub::publish);
        }
    },
    PUBLISH_PROCESSOR("PublishProcessor", Integer.MAX_VALUE) {
        @Override
        public Broadcast open() {
            PublishProcessor<Update> processor = PublishProcessor.create();
            return new Broadcast(processor, processor::onNext);
        }
    },
    MULTICAST_PROCESSOR("MulticastProcessor", 10_000) {
        @Override
        public Broadcast open() {
            MulticastProcessor<Update> processor = MulticastProcessor.create();
            processor.startUnbounded();
            return new Broadcast(processor, processor::onNext);
        }
    },
    PUBLISH("Flowable.publish()", 10_000) {
        @Override
        public Broadcast open() {
            UnicastProcessor<Update> source = UnicastProcessor.create();
            ConnectableFlowable<Update> published = source.publish();
            published.connect();
            return new Broadcast(published, source::onNext);
        }
    };

    private final String label;
    private final int mostMembers;

    Contender(String label, int mostMembers) {
        this.label = label;
        this.mostMembers = mostMembers;
    }

    /**
     * Many subscribers to what is published.
     *
     * @param members each subscription is one more
     * @param publish gives a value to all, and returns when those in step have it
     */
    public record Broadcast(Flowable<Update> members, Consumer<Update> publish) {}

    /** A new one without subscribers. */
    public abstract Broadcast open();

    /** Whether so many subscribers join within seconds: where each looks at all others it takes minutes. */
    boolean copesWith(int members) {
        return members <= mostMembers;
    }

    @Override
    public String toString() {
        return label;
    }
}
