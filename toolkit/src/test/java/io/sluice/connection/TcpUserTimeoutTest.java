package io.sluice.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The time of TCP is changed where a channel has one, and given back as it was. */
final class TcpUserTimeoutTest {

    private static final String EPOLL = "io.netty.channel.epoll.EpollChannelOption#TCP_USER_TIMEOUT";
    private static final String IO_URING = "io.netty.channel.uring.IoUringChannelOption#TCP_USER_TIMEOUT";

    private @Nullable Channel channel;

    /** A channel with one option more, and that {@code value}. */
    private static final class Channel extends EmbeddedChannel {

        private final ChannelOption<Integer> option;
        private int value;
        private @Nullable ChannelConfig config;

        Channel(String option, int value) {
            this.option = ChannelOption.valueOf(option);
            this.value = value;
        }

        @Override
        public ChannelConfig config() {
            if (config == null) {
                config = new DefaultChannelConfig(this) {
                    @Override
                    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
                    public <T> T getOption(ChannelOption<T> wanted) {
                        return wanted.equals(option) ? (T) (Integer) value : super.getOption(wanted);
                    }

                    @Override
                    public <T> boolean setOption(ChannelOption<T> wanted, T newValue) {
                        if (wanted.equals(option)) {
                            value = (Integer) newValue;
                            return true;
                        }
                        return super.setOption(wanted, newValue);
                    }
                };
            }
            return config;
        }
    }

    @AfterEach
    void close() {
        if (channel != null) {
            channel.finishAndReleaseAll();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {EPOLL, IO_URING})
    void isSetAndGivenBack(String option) {
        Channel open = open(option);
        TcpUserTimeout timeout = new TcpUserTimeout(open);
        timeout.set(Duration.ofSeconds(15));
        assertThat(open.value).isEqualTo(15_000);
        timeout.restore();
        assertThat(open.value).isEqualTo(700);
    }

    @Test
    void whatWasThereFirstIsGivenBackHoweverOftenItIsSet() {
        Channel open = open(EPOLL);
        TcpUserTimeout timeout = new TcpUserTimeout(open);
        timeout.set(Duration.ofSeconds(15));
        timeout.set(Duration.ofSeconds(15));
        timeout.restore();
        assertThat(open.value).isEqualTo(700);
    }

    @Test
    void nothingIsGivenBackThatWasNotSet() {
        Channel open = open(EPOLL);
        TcpUserTimeout timeout = new TcpUserTimeout(open);
        open.value = 800;
        timeout.restore();
        assertThat(open.value).isEqualTo(800);
    }

    @Test
    void zeroWouldMeanNoTimeAtAllAndIsNotSet() {
        Channel open = open(EPOLL);
        new TcpUserTimeout(open).set(Duration.ofNanos(1));
        assertThat(open.value).isEqualTo(1);
    }

    @Test
    void aChannelWithoutItIsLeftAlone() {
        Channel open = open("io.sluice.test#ANOTHER_OPTION");
        TcpUserTimeout timeout = new TcpUserTimeout(open);
        timeout.set(Duration.ofSeconds(15));
        timeout.restore();
        assertThat(open.value).isEqualTo(700);
    }

    private Channel open(String option) {
        Channel open = new Channel(option, 700);
        channel = open;
        return open;
    }
}
