package io.sluice.server;

import io.reactivex.rxjava3.core.Completable;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a {@link WebSocketEndpoint} was set up with. Immutable. */
final class EndpointSettings {

    /** Changed only while {@link #with} makes its copy. */
    static final class Values {
        final BiFunction<? super Connection, ? super RoutingContext, ? extends Completable> work;
        ConnectionOptions options = ConnectionOptions.DEFAULT;
        OriginPolicy origins = OriginPolicy.sameOrigin();
        List<String> subprotocols = List.of();

        @Nullable
        Function<? super RoutingContext, ? extends Completable> authorizer;

        Duration handshakeTimeout = Duration.ofSeconds(10);

        @Nullable
        ConnectionQuota quota;

        Admission admission = Admission.OPEN;
        Host host = Host.NONE;

        Values(BiFunction<? super Connection, ? super RoutingContext, ? extends Completable> work) {
            this.work = work;
        }
    }

    private final Values values;

    private EndpointSettings(Values values) {
        this.values = values;
    }

    static EndpointSettings of(BiFunction<? super Connection, ? super RoutingContext, ? extends Completable> work) {
        return new EndpointSettings(new Values(work));
    }

    EndpointSettings with(Consumer<Values> change) {
        Values copy = new Values(values.work);
        copy.options = values.options;
        copy.origins = values.origins;
        copy.subprotocols = values.subprotocols;
        copy.authorizer = values.authorizer;
        copy.handshakeTimeout = values.handshakeTimeout;
        copy.quota = values.quota;
        copy.admission = values.admission;
        copy.host = values.host;
        change.accept(copy);
        return new EndpointSettings(copy);
    }

    BiFunction<? super Connection, ? super RoutingContext, ? extends Completable> work() {
        return values.work;
    }

    ConnectionOptions options() {
        return values.options;
    }

    OriginPolicy origins() {
        return values.origins;
    }

    List<String> subprotocols() {
        return values.subprotocols;
    }

    @Nullable
    Function<? super RoutingContext, ? extends Completable> authorizer() {
        return values.authorizer;
    }

    Duration handshakeTimeout() {
        return values.handshakeTimeout;
    }

    @Nullable
    ConnectionQuota quota() {
        return values.quota;
    }

    Admission admission() {
        return values.admission;
    }

    Host host() {
        return values.host;
    }
}
