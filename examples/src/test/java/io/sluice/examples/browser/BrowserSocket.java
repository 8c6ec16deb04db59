package io.sluice.examples.browser;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.openqa.selenium.chrome.ChromeDriver;

/** The one socket of the test page {@code connection.html}: does what a script could do with it, and sees what it would see. */
final class BrowserSocket {

    private final ChromeDriver driver;

    BrowserSocket(ChromeDriver driver) {
        this.driver = driver;
    }

    void connect(String url, String... protocols) {
        connectWith("blob", url, protocols);
    }

    void connectWith(String binaryType, String url, String... protocols) {
        driver.executeScript(
                "connect(arguments[0], arguments[1], ...arguments[2])", url, binaryType, List.of(protocols));
    }

    /** Sends what an expression of JavaScript makes. */
    void send(String expression) {
        driver.executeScript("socket.send(" + expression + ")");
    }

    void close(int code, String reason) {
        driver.executeScript("socket.close(arguments[0], arguments[1])", code, reason);
    }

    /** {@code bufferedAmount} before and right after a send. */
    List<Long> bufferedAroundSending(String expression) {
        List<?> amounts = (List<?>)
                driver.executeScript("const message = " + expression + "; const before = socket.bufferedAmount;"
                        + "socket.send(message); return [before, socket.bufferedAmount]");
        return Objects.requireNonNull(amounts).stream().map(Long.class::cast).toList();
    }

    long bufferedAmount() {
        return Objects.requireNonNull((Long) driver.executeScript("return socket.bufferedAmount"));
    }

    /** A property of the socket that is text. */
    String text(String property) {
        return Objects.requireNonNull((String) driver.executeScript("return socket[arguments[0]]", property));
    }

    /** The events so far, in their order; a message whose content is still being read has no {@code data}. */
    List<JsonObject> events() {
        JsonArray events =
                new JsonArray(Objects.requireNonNull((String) driver.executeScript("return JSON.stringify(events)")));
        return IntStream.range(0, events.size()).mapToObj(events::getJsonObject).toList();
    }

    List<String> eventTypes() {
        return events().stream().map(event -> event.getString("type")).toList();
    }
}
