package io.sluice.examples.browser;

import static io.sluice.examples.trading.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.examples.Peer;
import io.sluice.examples.RunningExample;
import io.sluice.examples.chat.Chat;
import io.sluice.examples.echo.Echo;
import io.sluice.examples.game.Game;
import io.sluice.examples.hello.Hello;
import io.sluice.examples.slow.Slow;
import io.sluice.server.SluiceServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** The pages of the examples in a real browser. */
class ExamplePagesTest {

    private static @Nullable HeadlessChromium sharedBrowser;

    private HeadlessChromium browser;
    private @Nullable RunningExample running;

    @BeforeAll
    static void startBrowser() throws IOException {
        sharedBrowser = HeadlessChromium.start();
    }

    @AfterAll
    static void closeBrowser() {
        if (sharedBrowser != null) {
            sharedBrowser.close();
        }
    }

    @BeforeEach
    void showOnADesk() {
        browser = Objects.requireNonNull(sharedBrowser);
        browser.showOn(1100, 760, false);
        browser.preferColorScheme("dark");
    }

    @AfterEach
    void nothingIsWrongOnTheConsole() {
        try {
            browser.leave();
            assertThat(browser.consoleErrors()).isEmpty();
        } finally {
            if (running != null) {
                running.close();
            }
        }
    }

    @Test
    void helloShowsTheGreetingAndTheCleanClose() throws IOException {
        open("hello", Hello::endpoints);

        part("name").sendKeys("Ada", Keys.ENTER);

        soon(() -> assertThat(text("state")).isEqualTo("closed with 1000: Goodbye, Ada"));
        assertThat(text("log"))
                .contains("connected", "Hello, Ada!", "1000 “Goodbye, Ada”, clean")
                .doesNotContain("not clean");
        browser.screenshot("example-hello.png");

        part("name").clear();
        part("name").sendKeys("a name of more than thirty characters", Keys.ENTER);

        soon(() -> assertThat(text("log")).contains("1008 “a name is text of 1 to 30 characters”, clean"));
    }

    @Test
    void echoShowsThatTextAndBytesComeBackTheSame() throws IOException {
        open("echo", Echo::endpoints);
        soon(() -> assertThat(text("state")).isEqualTo("connected"));

        part("text").sendKeys(Keys.ENTER);
        part("bytes").click();

        soon(() -> assertThat(text("log")).contains("Grüße, 世界 👋", "the same 65536 bytes"));
        assertThat(text("log")).doesNotContain("CHANGED");
        browser.screenshot("example-echo.png");
    }

    @Test
    void chatShowsWhatOthersSayAndWhatIsRefused() throws IOException {
        RunningExample example = open("chat", new Chat()::endpoints);
        Peer bob = example.connect("/chat").send("{\"name\":\"Bob\"}").send("{\"say\":\"Is anybody here?\"}");
        soon(() -> assertThat(part("line").isEnabled()).isTrue());

        part("line").sendKeys("bob", Keys.ENTER);
        soon(() -> assertThat(text("log")).contains("bob is here already: choose another name"));
        part("line").sendKeys("Ada", Keys.ENTER);
        soon(() -> assertThat(text("present")).isEqualTo("Present: Ada, Bob"));
        part("line").sendKeys("I am. <b>Hello!</b>", Keys.ENTER);

        soon(() -> assertThat(text("log")).contains("Is anybody here?", "Ada came in", "I am. <b>Hello!</b>"));
        soon(() -> assertThat(bob.texts()).last().asString().contains("I am. <b>Hello!</b>"));
        browser.screenshot("example-chat.png");
    }

    @Test
    void theGameMovesTheDiscOfWhoHoldsAKey() throws IOException {
        RunningExample example = open("game", new Game()::endpoints);
        Peer other = example.connect("/game");
        soon(() -> assertThat(text("players")).isEqualTo("2"));
        soon(() -> assertThat(Integer.parseInt(text("rate"))).isGreaterThan(15));

        new Actions(browser.driver()).keyDown(Keys.ARROW_RIGHT).perform();

        soon(() -> {
            byte[] frame = other.binaries().get(other.binaries().size() - 1);
            assertThat(Byte.toUnsignedInt(frame[10]) << 8 | Byte.toUnsignedInt(frame[11]))
                    .isEqualTo(800);
        });
        new Actions(browser.driver()).keyUp(Keys.ARROW_RIGHT).perform();
        browser.screenshot("example-game.png");
    }

    @Test
    void theSlowReadersAreShownSideBySide() throws IOException {
        open("slow", Slow::endpoints);

        soon(() -> assertThat(text("readers")).contains("slow consumer: more than 1000 messages waiting"));

        assertThat(browser.driver().findElements(By.cssSelector("#readers h2"))).hasSize(4);
        browser.screenshot("example-slow.png");
        assertThat(browser.driver().findElements(By.cssSelector("#readers [data-state='cut']")))
                .hasSize(1);
        browser.preferColorScheme("light");
        browser.screenshot("example-slow-light.png");
        browser.showOn(390, 844, true);
        browser.screenshot("example-slow-mobile.png");
        assertThat((Long) browser.driver()
                        .executeScript("return document.documentElement.scrollWidth"
                                + " - document.documentElement.clientWidth"))
                .isZero();
    }

    private RunningExample open(String name, BiConsumer<Vertx, SluiceServer> endpoints) {
        RunningExample example = new RunningExample(name, endpoints);
        running = example;
        browser.open(example.pageUrl());
        return example;
    }

    private WebElement part(String id) {
        return browser.driver().findElement(By.id(id));
    }

    private String text(String id) {
        return part(id).getText();
    }

    private static void soon(ThrowingRunnable assertion) {
        await().pollInSameThread().untilAsserted(assertion);
    }
}
