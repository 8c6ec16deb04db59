package io.sluice.fanout;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.exceptions.Exceptions;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.reactivestreams.Subscriber;

/** The members of one hub with one policy: each subscription joins as a member of its own. */
final class MemberFlowable<T> extends Flowable<T> {

    private final Core<T> hub;
    private final Overflow<T> overflow;
    private final Consumer<? super Membership<T>> joined;

    private final Supplier<? extends List<T>> beginning;

    MemberFlowable(
            Core<T> hub,
            Overflow<T> overflow,
            Consumer<? super Membership<T>> joined,
            Supplier<? extends List<T>> beginning) {
        this.hub = hub;
        this.overflow = overflow;
        this.joined = joined;
        this.beginning = beginning;
    }

    @Override
    protected void subscribeActual(Subscriber<? super T> subscriber) {
        Member<T> member = hub.newMember(subscriber, overflow);
        try {
            tell(member);
            subscriber.onSubscribe(member);
        } catch (Throwable error) {
            member.cancel();
            throw error;
        } finally {
            hub.admit(member, beginning);
        }
    }

    private void tell(Member<T> member) {
        try {
            joined.accept(member);
        } catch (Throwable error) {
            Exceptions.throwIfFatal(error);
            member.violate(error);
        }
    }
}
