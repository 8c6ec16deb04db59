package io.sluice.docs;

import io.reactivex.rxjava3.core.Single;
import io.sluice.client.Backoff;
import io.sluice.client.ConnectRequest;
import io.sluice.client.Connections;
import io.sluice.client.SluiceClient;
import io.sluice.connection.Connection;
import io.vertx.core.Vertx;

/** The code of the page on the client, word for word, so that it compiles and runs. */
final class ClientSnippets {

    private ClientSnippets() {}

    /** The two ways to connect. */
    record Ways(Single<Connection> once, Connections again) {}

    static Ways ways(Vertx vertx, String uri) {
        SluiceClient client = SluiceClient.create(vertx);
        ConnectRequest request = ConnectRequest.to(uri) // "wss://example.com/feed"
                .withHeader("Authorization", "Bearer ...")
                .withSubprotocols("quotes.v2", "quotes.v1");

        Single<Connection> once = client.connect(request);
        Connections again = client.connections(request, Backoff.exponential()); // a Flowable<Connection>

        return new Ways(once, again);
    }
}
