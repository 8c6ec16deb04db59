package io.sluice.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;

/** Keys of servers that certify themselves: at once what their clients trust. */
public final class TestCertificate {

    private static final String PASSWORD = "no secret";

    private TestCertificate() {}

    /** Makes a new key for a server called {@code host}, in a file of {@code folder}. */
    public static PfxOptions of(String host, Path folder) throws IOException, InterruptedException {
        Path file = folder.resolve(UUID.randomUUID() + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        host,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        "san=dns:" + host,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
        return new PfxOptions().setPath(file.toString()).setPassword(PASSWORD);
    }
}
