package io.sluice.examples.browser;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A real Chromium without a window, with a profile of its own that is gone when it is closed.
 *
 * <p>Both programs are named by their paths, so that nothing is looked for or downloaded.
 */
public final class HeadlessChromium implements AutoCloseable {

    /** Would warn of each browser newer than itself; held, because a logger that nobody holds forgets its level. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    /** Nothing of it reaches for another host, nor for a sandbox or a graphics card that a container does not have. */
    private static final List<String> ARGUMENTS = List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--no-default-browser-check",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-default-apps",
            "--disable-extensions",
            "--disable-sync",
            "--hide-scrollbars",
            "--force-device-scale-factor=1",
            "--lang=en-US");

    private final Path profile;
    private final ChromeDriver driver;

    private HeadlessChromium(Path profile, ChromeDriver driver) {
        this.profile = profile;
        this.driver = driver;
    }

    /**
     * Skips the calling test without Chromium and its driver, or fails it, see {@link RequiredCommand}.
     *
     * @param arguments for Chromium, beside those it always gets
     */
    public static HeadlessChromium start(String... arguments) throws IOException {
        String hint = "install Chromium and its driver (Debian: chromium chromium-driver)";
        Path browser = RequiredCommand.find("chromium", hint);
        Path chromedriver = RequiredCommand.find("chromedriver", hint);
        SELENIUM.setLevel(Level.SEVERE);
        Path profile = Files.createTempDirectory("chromium-profile");
        try {
            ChromeDriverService service = new ChromeDriverService.Builder()
                    .usingDriverExecutable(chromedriver.toFile())
                    .usingAnyFreePort()
                    .withLogFile(Path.of("target", "chromedriver.log").toFile())
                    .build();
            return new HeadlessChromium(profile, new ChromeDriver(service, options(browser, profile, arguments)));
        } catch (RuntimeException failure) {
            delete(profile);
            throw failure;
        }
    }

    private static ChromeOptions options(Path browser, Path profile, String... arguments) {
        LoggingPreferences logging = new LoggingPreferences();
        logging.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.toFile());
        options.addArguments(ARGUMENTS);
        options.addArguments(arguments);
        options.addArguments("--user-data-dir=" + profile);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logging);
        return options;
    }

    public ChromeDriver driver() {
        return driver;
    }

    public void open(String url) {
        driver.get(url);
    }

    /** Leaves the page, and with it its connections. */
    public void leave() {
        driver.get("about:blank");
    }

    /** The page as on a screen of that size, exactly. */
    public void showOn(int width, int height, boolean mobile) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", mobile ? 2 : 1, "mobile", mobile));
    }

    /** The page as a reader sees it whose system prefers {@code dark} or {@code light}. */
    public void preferColorScheme(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Keeps a picture of what is in view. */
    public Path screenshot(String name) throws IOException {
        Files.createDirectories(SCREENSHOTS);
        return Files.write(SCREENSHOTS.resolve(name), driver.getScreenshotAs(OutputType.BYTES));
    }

    /** The errors on the console since this was last asked, Chromium's own among them. */
    public List<String> consoleErrors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
        // The browser may still write to its profile while it goes.
        await("the profile is deleted")
                .atMost(10, TimeUnit.SECONDS)
                .ignoreException(UncheckedIOException.class)
                .until(() -> delete(profile));
    }

    private static boolean delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
            return Files.notExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
