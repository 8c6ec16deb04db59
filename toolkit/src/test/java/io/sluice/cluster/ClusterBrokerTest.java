package io.sluice.cluster;

import io.sluice.feed.BrokerContract;

/** The contract of brokers, between two nodes on a network that does what it is told. */
class ClusterBrokerTest extends BrokerContract {

    @Override
    protected Carrier carrier() {
        return new WiredBrokers(1, 0);
    }

    @Override
    protected int runs() {
        return 5;
    }
}
