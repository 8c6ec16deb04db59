package io.sluice.connection;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.sluice.internal.Demand;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * The inbound queue, in parts, as a flowable of messages each of which is a flowable of pieces.
 *
 * <p>Bound: one part is held here, the rest waits in the queue, from which one is asked for at a time, and only when the message
 * under way, or the subscriber to messages, has demand for it.
 *
 * <p>Threading: {@code request} and {@code cancel} on any thread; the rest on the connection's context, by the one thread that
 * moved {@code wip} from zero. Everything the drain looks at is recorded before {@code wip} is incremented.
 */
final class InboundStreams extends Flowable<MessageStream> {

    private final InboundQueue inbound;
    private final ContextInternal context;
    private final Runnable onSubscribe;
    private final Supplier<? extends Throwable> cutOff;

    /**
     * @param onSubscribe switches the queue to parts
     * @param cutOff why a message that has begun does not go on, once the connection has ended
     */
    InboundStreams(
            InboundQueue inbound, ContextInternal context, Runnable onSubscribe, Supplier<? extends Throwable> cutOff) {
        this.cutOff = cutOff;
        this.inbound = inbound;
        this.context = context;
        this.onSubscribe = onSubscribe;
    }

    @Override
    protected void subscribeActual(Subscriber<? super MessageStream> downstream) {
        inbound.subscribe(new Splitter(downstream), onSubscribe);
    }

    private final class Splitter implements Subscriber<Object>, Subscription {

        private final Subscriber<? super MessageStream> downstream;
        private final AtomicInteger wip = new AtomicInteger();
        private final AtomicLong requested = new AtomicLong();
        private final Handler<Void> drainTask = v -> drainLoop();
        private @Nullable Subscription upstream;
        private volatile boolean cancelled;
        private volatile @Nullable Throwable badRequest;
        private volatile @Nullable MessagePart arrived;
        private volatile boolean ended;
        private @Nullable Throwable error;

        // The drain only.
        private @Nullable Content open;
        private boolean asked;
        private boolean finished;

        Splitter(Subscriber<? super MessageStream> downstream) {
            this.downstream = downstream;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            upstream = subscription;
            downstream.onSubscribe(this);
        }

        @Override
        public void onNext(Object item) {
            arrived = item instanceof Message message ? wholeIn(message) : (MessagePart) item;
            drain();
        }

        /** A message that was whole before it was known that streams are wanted. */
        private static MessagePart wholeIn(Message message) {
            return new MessagePart(message instanceof TextMessage, true, true, Buffer.buffer(message.bytes()));
        }

        @Override
        public void onError(Throwable failure) {
            error = failure;
            ended = true;
            drain();
        }

        @Override
        public void onComplete() {
            ended = true;
            drain();
        }

        @Override
        public void request(long n) {
            IllegalArgumentException violation = Demand.violation(n);
            if (violation == null) {
                requested.updateAndGet(demand -> Demand.add(demand, n));
            } else {
                badRequest = violation;
            }
            drain();
        }

        @Override
        public void cancel() {
            cancelled = true;
            drain();
        }

        private void drain() {
            if (wip.getAndIncrement() == 0) {
                EventLoops.emit(context, drainTask);
            }
        }

        private void drainLoop() {
            int missed = 1;
            do {
                try {
                    while (!finished && step()) {}
                } catch (Throwable thrown) {
                    // Rule 2.13 forbids subscribers to throw; one that does is cancelled rather than left to wedge the
                    // drain.
                    finished = true;
                    upstream().cancel();
                    RxJavaPlugins.onError(thrown);
                }
                missed = wip.addAndGet(-missed);
            } while (missed != 0);
        }

        /** Does one thing, if there is one to do. */
        private boolean step() {
            Throwable violation = badRequest;
            if (violation != null) {
                finish(violation);
                return false;
            }
            MessagePart part = arrived;
            if (part != null) {
                return take(part);
            }
            if (ended) {
                finish(error);
                return false;
            }
            Content content = open;
            if (content == null && cancelled) {
                finished = true;
                upstream().cancel();
                return false;
            }
            if (content != null) {
                content.refuseBadRequest();
                content.forgetIfCancelled();
            }
            // Of a message under way one part is fetched ahead, so that its end is seen without demand for it.
            boolean wanted = content == null ? requested.get() > 0 : content.isTaken();
            if (wanted && !asked) {
                asked = true;
                upstream().request(1);
                return true;
            }
            return false;
        }

        private boolean take(MessagePart part) {
            Content content = open;
            if (content == null) {
                open(part);
                return true;
            }
            if (!content.canTake(part)) {
                return false;
            }
            arrived = null;
            asked = false;
            if (part.last()) {
                open = null;
            }
            content.take(part);
            return true;
        }

        private void open(MessagePart first) {
            Content content = new Content(this, first.text());
            open = content;
            if (cancelled) {
                content.cancel();
            } else {
                requested.updateAndGet(demand -> Demand.produced(demand, 1));
                downstream.onNext(content);
            }
        }

        private void finish(@Nullable Throwable cause) {
            finished = true;
            upstream().cancel();
            Content content = open;
            open = null;
            arrived = null;
            if (content != null) {
                content.cutOff(cutOff.get());
            }
            if (cancelled) {
                return;
            }
            if (cause == null) {
                downstream.onComplete();
            } else {
                downstream.onError(cause);
            }
        }

        private Subscription upstream() {
            return Objects.requireNonNull(upstream);
        }
    }

    /** One message; its subscriber's demand is part of what the splitter's drain looks at. */
    private static final class Content extends Flowable<Buffer> implements MessageStream, Subscription {

        private final Splitter splitter;
        private final boolean text;
        private final AtomicInteger subscribers = new AtomicInteger();
        private final AtomicLong requested = new AtomicLong();
        private volatile @Nullable Subscriber<? super Buffer> downstream;
        private volatile @Nullable Throwable badRequest;
        private volatile boolean cancelled;
        private @Nullable Throwable failure;

        Content(Splitter splitter, boolean text) {
            this.splitter = splitter;
            this.text = text;
        }

        @Override
        public boolean isText() {
            return text;
        }

        @Override
        public Flowable<Buffer> content() {
            return this;
        }

        @Override
        protected void subscribeActual(Subscriber<? super Buffer> subscriber) {
            if (subscribers.getAndIncrement() == 0) {
                subscriber.onSubscribe(this);
                Throwable early = connect(subscriber);
                if (early == null) {
                    splitter.drain();
                } else {
                    subscriber.onError(early);
                }
            } else {
                Flowable.<Buffer>error(new IllegalStateException("content() of a message takes one subscriber"))
                        .subscribe(subscriber);
            }
        }

        private synchronized @Nullable Throwable connect(Subscriber<? super Buffer> subscriber) {
            downstream = subscriber;
            return failure;
        }

        @Override
        public void request(long n) {
            IllegalArgumentException violation = Demand.violation(n);
            if (violation == null) {
                requested.updateAndGet(demand -> Demand.add(demand, n));
            } else {
                badRequest = violation;
            }
            splitter.drain();
        }

        @Override
        public void cancel() {
            cancelled = true;
            splitter.drain();
        }

        /** Whether somebody takes the message, or skips it. */
        boolean isTaken() {
            return cancelled || downstream != null;
        }

        /** Rule 3.9: an error for the subscriber; the rest of the message is skipped. */
        void refuseBadRequest() {
            Throwable violation = badRequest;
            Subscriber<? super Buffer> subscriber = downstream;
            if (violation != null && subscriber != null && !cancelled) {
                cancelled = true;
                subscriber.onError(violation);
            }
        }

        /** Rule 3.13: no subscriber is held on to that wants nothing more. */
        void forgetIfCancelled() {
            if (cancelled) {
                downstream = null;
            }
        }

        boolean canTake(MessagePart part) {
            refuseBadRequest();
            forgetIfCancelled();
            return isTaken() && (cancelled || part.size() == 0 || requested.get() > 0);
        }

        void take(MessagePart part) {
            Subscriber<? super Buffer> subscriber = downstream;
            if (cancelled || subscriber == null) {
                return;
            }
            if (part.size() > 0) {
                requested.updateAndGet(demand -> Demand.produced(demand, 1));
                subscriber.onNext(part.content());
            }
            if (part.last() && !cancelled) {
                cancelled = true;
                downstream = null;
                subscriber.onComplete();
            }
        }

        /** The connection ended within the message. */
        void cutOff(Throwable cause) {
            Subscriber<? super Buffer> subscriber;
            synchronized (this) {
                failure = cause;
                subscriber = downstream;
            }
            if (subscriber != null && !cancelled) {
                subscriber.onError(cause);
            }
        }
    }
}
