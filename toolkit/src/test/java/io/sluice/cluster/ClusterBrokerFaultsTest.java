package io.sluice.cluster;

import io.sluice.feed.BrokerContract;

/** The contract of brokers, between two nodes on a network that loses, doubles and re-orders frames. */
class ClusterBrokerFaultsTest extends BrokerContract {

    @Override
    protected Carrier carrier() {
        return new WiredBrokers(System.nanoTime(), 0.03);
    }

    @Override
    protected int runs() {
        return 3;
    }
}
