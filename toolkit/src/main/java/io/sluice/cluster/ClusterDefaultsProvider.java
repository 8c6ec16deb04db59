package io.sluice.cluster;

import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;

/**
 * Gives every {@code Vertx} that is started with this jar on the class path the {@link ClusterDefaults}. One that is not
 * clustered does not use what they change. What the event bus logs of dead nodes is limited, too. Vert.x finds and calls this; nobody else needs to.
 */
public final class ClusterDefaultsProvider implements VertxServiceProvider {

    /** Set to {@code false}, the options of Vert.x stay as they are. */
    static final String SWITCH = "sluice.cluster.defaults";

    /** For Vert.x. */
    public ClusterDefaultsProvider() {}

    @Override
    public void init(VertxBootstrap builder) {
        if (Boolean.parseBoolean(System.getProperty(SWITCH, "true"))) {
            builder.options(ClusterDefaults.fill(builder.options()));
            WriteFailureLog.limit();
        }
    }
}
