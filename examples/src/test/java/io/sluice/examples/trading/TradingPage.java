package io.sluice.examples.trading;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.Select;

/** What stands on the trading page, read by the names its parts have for tests. */
final class TradingPage {

    private final ChromeDriver driver;

    TradingPage(ChromeDriver driver) {
        this.driver = driver;
    }

    /** A row of the ladder. */
    record Row(BigDecimal price, BigDecimal quantity) {}

    /** Best bid and best ask at one moment. */
    record Best(BigDecimal bid, BigDecimal ask) {}

    /** Both sides at one moment, in the order they are drawn: asks with the best at the bottom, bids with the best at the top. */
    record Ladder(List<Row> asks, List<Row> bids) {

        List<BigDecimal> prices() {
            return Stream.of(asks, bids).flatMap(List::stream).map(Row::price).toList();
        }
    }

    String connection() {
        return attribute("connection-state", "data-state");
    }

    List<String> symbols() {
        return strings("return [...part('symbol-picker').options].map((option) => option.value)");
    }

    String symbol() {
        return string("return part('symbol-picker').value");
    }

    void choose(String symbol) {
        new Select(driver.findElement(By.cssSelector("[data-testid='symbol-picker']"))).selectByValue(symbol);
    }

    /** The part of the address after the hash. */
    String address() {
        return string("return location.hash.slice(1)");
    }

    void goTo(String address) {
        driver.executeScript("location.hash = arguments[0]", address);
    }

    Ladder ladder() {
        List<?> sides = list("const rows = (name) => [...part(name).querySelectorAll('tbody tr[data-price]')]"
                + ".flatMap((row) => [row.dataset.price, row.dataset.qty]);"
                + "return [rows('ladder-asks'), rows('ladder-bids')]");
        return new Ladder(rows(sides.get(0)), rows(sides.get(1)));
    }

    /** Remembers every price that comes into view while that symbol is picked, in each frame once it was painted. */
    void watchPricesOf(String symbol) {
        driver.executeScript("""
                const [symbol] = arguments;
                const picker = document.querySelector('[data-testid="symbol-picker"]');
                let frames = 0;
                window.watchedPrices = new Set();
                const look = () => {
                    frames = picker.value === symbol ? frames + 1 : 0;
                    if (frames > 2) {
                        document.querySelectorAll('tbody tr[data-price]')
                            .forEach((row) => window.watchedPrices.add(row.dataset.price));
                    }
                    requestAnimationFrame(look);
                };
                look();""", symbol);
    }

    /** The prices in ladder and tape since {@link #watchPricesOf}, however short they were in view. */
    List<BigDecimal> watchedPrices() {
        return strings("return [...window.watchedPrices]").stream()
                .map(BigDecimal::new)
                .toList();
    }

    /** Newest first. */
    List<Long> tradeIds() {
        return strings("return [...part('trades').querySelectorAll('tbody tr')].map((row) => row.dataset.id)").stream()
                .map(Long::valueOf)
                .toList();
    }

    Best best() {
        List<String> prices = strings("return ['best-bid', 'best-ask'].map((name) => part(name).dataset.value)");
        return new Best(new BigDecimal(prices.get(0)), new BigDecimal(prices.get(1)));
    }

    long goodChecksums() {
        return Long.parseLong(attribute("checksum", "data-good"));
    }

    long badChecksums() {
        return Long.parseLong(attribute("checksum", "data-bad"));
    }

    /** A figure of the strip at the bottom. */
    long figure(String name) {
        return Long.parseLong(text(name).replace(",", ""));
    }

    String text(String name) {
        return string("return part('" + name + "').textContent.trim()");
    }

    int candles() {
        return Integer.parseInt(attribute("chart", "data-bars"));
    }

    void chooseInterval(String interval) {
        driver.findElement(By.cssSelector("[data-testid='interval-" + interval + "']"))
                .click();
    }

    /** How many pixels of the chart's own canvas have the colour of a candle that rose or fell. */
    long candlePixels() {
        return number("""
                const probe = document.createElement('canvas').getContext('2d');
                const style = getComputedStyle(document.documentElement);
                const wanted = ['--up', '--down'].map((name) => {
                    probe.fillStyle = style.getPropertyValue(name).trim();
                    probe.fillRect(0, 0, 1, 1);
                    return probe.getImageData(0, 0, 1, 1).data;
                });
                const canvases = [...part('chart').querySelectorAll('canvas')];
                const area = (canvas) => canvas.width * canvas.height;
                const largest = Math.max(...canvases.map(area));
                let count = 0;
                for (const canvas of canvases.filter((one) => area(one) === largest)) {
                    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
                    for (let i = 0; i < data.length; i += 4) {
                        if (wanted.some(([r, g, b]) => data[i] === r && data[i + 1] === g && data[i + 2] === b)) {
                            count++;
                        }
                    }
                }
                return count;""");
    }

    /** Opens a WebSocket from whatever page is shown, and says how that ended: {@code open} or {@code refused}. */
    String openSocket(String url) {
        return Objects.requireNonNull((String) driver.executeAsyncScript("""
                const [url, done] = arguments;
                const socket = new WebSocket(url);
                socket.onopen = () => {
                    done('open');
                    socket.close();
                };
                socket.onerror = () => done('refused');""", url));
    }

    /** How many pixels the page is wider than its view. */
    long overflow() {
        return number("return document.documentElement.scrollWidth - document.documentElement.clientWidth");
    }

    /** Of the page's ground, from 0 (black) to 255 (white). */
    long brightness() {
        return number("const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number);"
                + "return Math.round((r + g + b) / 3)");
    }

    /** The hosts that anything was loaded from, the page's own among them. */
    List<String> hosts() {
        return strings("return [...new Set(performance.getEntriesByType('resource').concat("
                + "performance.getEntriesByType('navigation')).map(({ name }) => new URL(name).host))]");
    }

    private String attribute(String part, String name) {
        return string("return part('" + part + "').getAttribute('" + name + "')");
    }

    private String string(String script) {
        return Objects.requireNonNull((String) run(script), script);
    }

    private long number(String script) {
        return Objects.requireNonNull((Long) run(script), script);
    }

    private List<String> strings(String script) {
        return list(script).stream().map(String.class::cast).toList();
    }

    private List<?> list(String script) {
        return Objects.requireNonNull((List<?>) run(script), script);
    }

    private @Nullable Object run(String script) {
        return driver.executeScript(
                "const part = (name) => document.querySelector(`[data-testid=\"${name}\"]`);" + script);
    }

    private static List<Row> rows(Object flat) {
        List<?> values = (List<?>) flat;
        return IntStream.range(0, values.size() / 2)
                .mapToObj(i -> new Row(
                        new BigDecimal((String) values.get(2 * i)), new BigDecimal((String) values.get(2 * i + 1))))
                .toList();
    }
}
