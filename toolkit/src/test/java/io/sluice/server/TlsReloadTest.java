package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Single;
import io.sluice.client.SluiceClient;
import io.sluice.connection.Connection;
import io.sluice.message.Message;
import io.sluice.wire.Link;
import io.sluice.wire.TestCertificate;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate may be exchanged while its server runs. */
final class TlsReloadTest {

    @Test
    void newConnectionsGetTheNewCertificateAndThoseThereAreGoOn(@TempDir Path folder) throws Exception {
        PfxOptions first = TestCertificate.of("localhost", folder);
        PfxOptions second = TestCertificate.of("localhost", folder);
        Path path = folder.resolve("current.p12");
        PfxOptions current = new PfxOptions(first).setPath(path.toString());
        Files.copy(Path.of(first.getPath()), path);
        try (Served served = Served.with(
                Served.options().withHttp(TestServer.transport().setSsl(true).setKeyCertOptions(current)),
                server -> server.at("/", connection -> connection.send(connection.messages())))) {
            Connection before = Wait.result(connect(served, first));

            // The same name with another content, as programs that renew certificates have it.
            Files.copy(Path.of(second.getPath()), path, StandardCopyOption.REPLACE_EXISTING);
            Wait.done(served.server().reloadTls(new ServerSSLOptions().setKeyCertOptions(current)));

            Connection after = Wait.result(connect(served, second));
            for (Connection connection : new Connection[] {before, after}) {
                Wait.done(connection.send(Message.text("hello")));
                assertThat(Wait.result(connection.messages().firstOrError())).isEqualTo(Message.text("hello"));
            }
            connect(served, first).test().awaitDone(20, TimeUnit.SECONDS).assertError(failure -> true);

            Files.writeString(path, "not a certificate");
            served.server()
                    .reloadTls(new ServerSSLOptions().setKeyCertOptions(current))
                    .test()
                    .awaitDone(20, TimeUnit.SECONDS)
                    .assertError(failure -> true);
            Wait.done(Wait.result(connect(served, second)).close());
        }
    }

    private static Single<Connection> connect(Served served, PfxOptions trusted) {
        return SluiceClient.create(served.vertx(), Link.transport().setTrustOptions(trusted), TestServer.CALM)
                .connect("wss://localhost:" + served.server().port() + "/");
    }
}
