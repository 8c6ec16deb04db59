package io.sluice.connection;

import io.sluice.wire.Link;
import io.sluice.wire.Side;
import java.util.ArrayList;
import java.util.List;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.AfterMethod;

/** The Reactive Streams rules for what connections emit, over sockets that are cut after each of them. */
abstract class LinkVerification<T> extends PublisherVerification<T> {

    private final List<Link> links = new ArrayList<>();

    LinkVerification() {
        super(new TestEnvironment(500, 50));
    }

    Link open() {
        Link link = Link.open(Side.SERVER);
        links.add(link);
        return link;
    }

    @AfterMethod
    public void cutLinks() throws Exception {
        for (Link link : links) {
            link.close();
        }
        links.clear();
    }
}
