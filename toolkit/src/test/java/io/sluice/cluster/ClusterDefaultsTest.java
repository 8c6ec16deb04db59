package io.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClusterDefaultsTest {

    @Test
    void aConnectionThatIsSilentIsClosedInSeconds() {
        EventBusOptions options = ClusterDefaults.eventBusOptions();

        assertThat(options.getClusterPingInterval()).isEqualTo(2_000);
        assertThat(options.getClusterPingReplyInterval()).isEqualTo(3_000);
        assertThat(options.getConnectTimeout()).isEqualTo(3_000);
        assertThat(options.getIdleTimeoutUnit()).isEqualTo(TimeUnit.MILLISECONDS);
        assertThat(options.getReadIdleTimeout()).isEqualTo(6_000);
    }

    @Test
    void whatTheUserHasSetStays() {
        EventBusOptions chosen = new EventBusOptions()
                .setClusterPingInterval(7_000)
                .setConnectTimeout(9_000)
                .setIdleTimeout(30);

        EventBusOptions filled = ClusterDefaults.fill(chosen);

        assertThat(filled.getClusterPingInterval()).isEqualTo(7_000);
        assertThat(filled.getConnectTimeout()).isEqualTo(9_000);
        assertThat(filled.getIdleTimeout()).isEqualTo(30);
        assertThat(filled.getIdleTimeoutUnit()).isEqualTo(TimeUnit.SECONDS);
        assertThat(filled.getReadIdleTimeout()).isZero();
        assertThat(filled.getClusterPingReplyInterval()).isEqualTo(3_000);
    }

    @Test
    void theOptionsOfTheUserAreNotTouched() {
        VertxOptions chosen = new VertxOptions();

        VertxOptions filled = ClusterDefaults.fill(chosen);

        assertThat(filled.getEventBusOptions().getReadIdleTimeout()).isEqualTo(6_000);
        assertThat(chosen.getEventBusOptions().getReadIdleTimeout()).isZero();
    }

    @Test
    void whoeverStartsVertxWithTheJarGetsThem() {
        assertThat(ServiceLoader.load(VertxServiceProvider.class))
                .hasAtLeastOneElementOfType(ClusterDefaultsProvider.class);
        VertxBootstrap bootstrap =
                VertxBootstrap.create().options(new VertxOptions()).init();

        assertThat(bootstrap.options().getEventBusOptions().getClusterPingInterval())
                .isEqualTo(2_000);
        Vertx vertx = bootstrap.vertx();
        assertThat(vertx.close().toCompletionStage()).succeedsWithin(10, TimeUnit.SECONDS);
    }

    @Test
    void whoeverNamesNoConfigurationOfHazelcastGetsOurs() {
        Config config = new HazelcastClusterManager().loadConfig();

        checkSettings(config);
        checkNetwork(config, "127.0.0.1", List.of("127.0.0.1"));
    }

    @Test
    void aConfigurationForSeveralMachinesHasTheSameSettings() {
        Config config = HazelcastDefaults.of("10.0.0.1", List.of("10.0.0.1", "10.0.0.2:5800"));

        checkSettings(config);
        checkNetwork(config, "10.0.0.1", List.of("10.0.0.1", "10.0.0.2:5800"));
    }

    @Test
    void loopbackIsWhatTheFileSays() {
        checkSettings(HazelcastDefaults.loopback());
        checkNetwork(HazelcastDefaults.loopback(), "127.0.0.1", List.of("127.0.0.1"));
    }

    private static void checkSettings(Config config) {
        assertThat(config.getProperties())
                .containsEntry("hazelcast.heartbeat.interval.seconds", "1")
                .containsEntry("hazelcast.max.no.heartbeat.seconds", "10")
                .containsEntry("hazelcast.merge.first.run.delay.seconds", "10")
                .containsEntry("hazelcast.merge.next.run.delay.seconds", "10")
                .containsEntry("hazelcast.wait.seconds.before.join", "0")
                .containsEntry("hazelcast.socket.bind.any", "false")
                .containsEntry("hazelcast.phone.home.enabled", "false");
        assertThat(config.getMultiMapConfig("__vertx.subs").getBackupCount()).isEqualTo(2);
        MapConfig nodes = config.getMapConfig("__vertx.nodeInfo");
        assertThat(nodes.getBackupCount()).isEqualTo(2);
        assertThat(nodes.isReadBackupData()).isTrue();
        assertThat(config.getMapConfig("__vertx.haInfo").getBackupCount()).isEqualTo(2);
    }

    private static void checkNetwork(Config config, String host, List<String> members) {
        assertThat(config.getNetworkConfig().getInterfaces().isEnabled()).isTrue();
        assertThat(config.getNetworkConfig().getInterfaces().getInterfaces()).containsExactly(host);
        assertThat(config.getNetworkConfig().getJoin().getMulticastConfig().isEnabled())
                .isFalse();
        assertThat(config.getNetworkConfig().getJoin().getAutoDetectionConfig().isEnabled())
                .isFalse();
        assertThat(config.getNetworkConfig().getJoin().getTcpIpConfig().isEnabled())
                .isTrue();
        assertThat(config.getNetworkConfig().getJoin().getTcpIpConfig().getMembers())
                .containsExactlyElementsOf(members);
    }

    @Test
    void ofManyFailuresOfTheNetworkOneIsLogged() {
        WriteFailureLog log = new WriteFailureLog(null);

        assertThat(log.isLoggable(line(new IOException("Connection refused")))).isTrue();
        assertThat(log.isLoggable(line(new IOException("Connection refused")))).isFalse();
        assertThat(log.isLoggable(line(new VertxException("Connection was closed"))))
                .isFalse();
    }

    @Test
    void ofManyWritesThatCompleteTheirPromiseTwiceOneIsLogged() {
        WriteFailureLog log = new WriteFailureLog(null);
        IllegalStateException twice = new IllegalStateException("Promise already completed");
        twice.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("io.vertx.core.Promise", "fail", "Promise.java", 104),
            new StackTraceElement(WriteFailureLog.CONNECTION, "writeMessage", "OutboundConnection.java", 86)
        });

        assertThat(log.isLoggable(line(twice))).isTrue();
        assertThat(log.isLoggable(line(twice))).isFalse();
        assertThat(log.isLoggable(line(new IllegalStateException("of somebody else"))))
                .isTrue();
    }

    @Test
    void whatIsNoFailureOfTheNetworkIsAlwaysLogged() {
        WriteFailureLog log = new WriteFailureLog(null);

        for (int i = 0; i < 3; i++) {
            assertThat(log.isLoggable(line(new NullPointerException()))).isTrue();
            assertThat(log.isLoggable(line(null))).isTrue();
        }
        assertThat(new WriteFailureLog(line -> false).isLoggable(line(null))).isFalse();
    }

    @Test
    void theLoggersAreThoseThatVertxHas() throws Exception {
        for (String logger : WriteFailureLog.LOGGERS) {
            assertThat(Class.forName(logger)).isNotNull();
        }
    }

    private static LogRecord line(@Nullable Throwable thrown) {
        LogRecord line = new LogRecord(Level.SEVERE, "Unhandled exception");
        line.setThrown(thrown);
        return line;
    }
}
