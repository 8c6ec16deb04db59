package io.sluice.server;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.sluice.connection.Connection;
import io.sluice.connection.ServerHandshake;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to a connection: checked, counted, authorised, admitted, accepted; or refused at one of these steps.
 *
 * <p>Threading: the request's context.
 */
final class EndpointHandshake {

    private static final Logger LOG = LoggerFactory.getLogger(EndpointHandshake.class);

    private final RoutingContext routing;
    private final HttpServerRequest request;
    private final EndpointSettings settings;
    private final ContextInternal context;
    private final Places places;

    EndpointHandshake(RoutingContext routing, EndpointSettings settings) {
        this.routing = routing;
        this.request = routing.request();
        this.settings = settings;
        this.context = ((HttpServerRequestInternal) request).context();
        this.places = new Places(request.remoteAddress());
    }

    void begin() {
        Refusal refusal = refusal();
        if (refusal != null) {
            refuse(refusal);
            return;
        }
        ServerHandshake handshake;
        try {
            handshake = ServerHandshake.of(request);
        } catch (RuntimeException impossible) {
            failed(impossible); // and the places are free again
            return;
        }
        if (!settings.subprotocols().isEmpty()) {
            handshake.withSubprotocol(Subprotocols.choose(settings.subprotocols(), request));
        }
        handshake.onGone(places::clientGone);
        if (settings.authorizer() == null) {
            admit(handshake);
        } else {
            places.waitFor(authorized(settings.authorizer())
                    .subscribe(
                            () -> context.emit(v -> admit(handshake)), failure -> context.emit(v -> failed(failure))));
        }
    }

    private @Nullable Refusal refusal() {
        Refusal malformed = UpgradeCheck.refusalOf(request);
        if (malformed != null) {
            return malformed;
        } else if (!settings.origins().allows(request)) {
            return Refusal.of(403, "Pages of origin " + request.getHeader("Origin") + " may not connect here.");
        } else if (settings.host().isStopping()) {
            return Refusal.forNow(503, "This server is shutting down.");
        }
        return refusalByQuota();
    }

    private @Nullable Refusal refusalByQuota() {
        for (ConnectionQuota quota : Arrays.asList(settings.host().quota(), settings.quota())) {
            if (quota != null) {
                switch (places.take(quota)) {
                    case TAKEN -> {}
                    case FULL -> {
                        return Refusal.forNow(503, "This server has as many connections as it takes.");
                    }
                    case ADDRESS_FULL -> {
                        return Refusal.forNow(429, "Too many connections from one address.");
                    }
                }
            }
        }
        return null;
    }

    private Completable authorized(Function<? super RoutingContext, ? extends Completable> authorizer) {
        Completable tooLate = Timers.after(context.owner(), settings.handshakeTimeout())
                .andThen(Completable.error(new HttpException(504, "the authorizer took too long")));
        return Completable.defer(
                        () -> Objects.requireNonNull(authorizer.apply(routing), "the authorizer returned null"))
                .ambWith(tooLate);
    }

    private void admit(ServerHandshake handshake) {
        Runnable leave = settings.admission()
                .enter(
                        context.owner(),
                        () -> context.emit(v -> accept(handshake)),
                        refusal -> context.emit(v -> refuse(refusal)));
        places.waitFor(Disposable.fromRunnable(leave));
    }

    private void accept(ServerHandshake handshake) {
        handshake.accept(settings.options()).onComplete(this::serve, failure -> {
            settings.admission().giveBack();
            failed(failure);
        });
    }

    private void serve(Connection connection) {
        places.decided();
        new EndpointRun(connection, context, settings.options().closeTimeout(), settings.host())
                .start(Completable.defer(() -> Objects.requireNonNull(
                        settings.work().apply(connection, routing), "the endpoint returned null")));
    }

    private void refuse(Refusal refusal) {
        places.giveBack();
        if (isUnanswered()) {
            refusal.answer(routing);
        }
    }

    private void failed(Throwable cause) {
        places.giveBack();
        LOG.debug("WebSocket handshake failed", cause);
        if (isUnanswered()) {
            routing.fail(cause);
        }
    }

    private boolean isUnanswered() {
        return !routing.response().ended() && !routing.response().closed();
    }
}
