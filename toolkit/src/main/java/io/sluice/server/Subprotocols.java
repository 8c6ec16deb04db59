package io.sluice.server;

import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The choice of a subprotocol (RFC 6455 section 4.2.2). */
final class Subprotocols {

    private static final String HEADER = "Sec-WebSocket-Protocol";

    private Subprotocols() {}

    /** The first of {@code known} that the client offers, or null. */
    static @Nullable String choose(List<String> known, HttpServerRequest request) {
        Set<String> offered = request.headers().getAll(HEADER).stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .map(String::trim)
                .collect(Collectors.toSet());
        for (String name : known) {
            if (offered.contains(name)) {
                return name;
            }
        }
        return null;
    }

    /** {@code names}, each of which can stand in the header. */
    static List<String> checked(String... names) {
        for (String name : names) {
            if (name.isEmpty() || !name.chars().allMatch(Subprotocols::isTokenCharacter)) {
                throw new IllegalArgumentException("not the name of a subprotocol: '" + name + "'");
            }
        }
        return List.of(names);
    }

    private static boolean isTokenCharacter(int character) {
        return character > ' ' && character < 0x7F && "()<>@,;:\\\"/[]?={}".indexOf(character) < 0;
    }
}
