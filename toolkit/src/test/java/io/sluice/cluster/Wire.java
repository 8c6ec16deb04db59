package io.sluice.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A network in memory that real nodes talk over, and what can go wrong with it. Any thread. */
final class Wire {

    private final Vertx vertx;
    private final Map<String, Consumer<byte[]>> receivers = new ConcurrentHashMap<>();
    private final Map<String, Integer> toLose = new ConcurrentHashMap<>();
    private final Map<String, Boolean> muted = new ConcurrentHashMap<>();
    private final Random random;
    private final double trouble;

    /** @param trouble how likely a frame is lost; doubled and late it is as likely again */
    Wire(Vertx vertx, long seed, double trouble) {
        this.vertx = vertx;
        this.random = new Random(seed);
        this.trouble = trouble;
    }

    Datagrams node(String name) {
        return new Node(name);
    }

    /** The next {@code n} frames with messages that {@code node} would get are lost. */
    void loseData(String node, int n) {
        toLose.merge(node, n, Integer::sum);
    }

    /** {@code node} gets nothing for a while. */
    void mute(String node, long millis) {
        muted.put(node, true);
        long unused = vertx.setTimer(millis, over -> muted.remove(node));
    }

    private synchronized double dice() {
        return random.nextDouble();
    }

    /** The contract wants to see such a message arrive. */
    private static boolean isAtMostOnce(Part part) {
        return part instanceof Part.Publish publish && publish.producer() == 0;
    }

    private static boolean has(byte[] bytes, Predicate<Part> of) {
        Frame frame = Objects.requireNonNull(FrameReader.read(bytes), "a node has sent what is no frame");
        return frame.parts().stream().anyMatch(of);
    }

    private final class Node implements Datagrams {
        private final String name;

        Node(String name) {
            this.name = name;
        }

        @Override
        public String self() {
            return name;
        }

        @Override
        public List<String> members() {
            return new ArrayList<>(receivers.keySet());
        }

        @Override
        public Future<Void> open(Consumer<byte[]> receiver) {
            receivers.put(name, receiver);
            return Future.succeededFuture();
        }

        @Override
        public void send(String to, byte[] frame) {
            Integer lose = toLose.get(to);
            if (muted.containsKey(to)) {
                return;
            }
            if (lose != null && lose > 0 && has(frame, Part.Data.class::isInstance)) {
                toLose.put(to, lose - 1);
                return;
            }
            double dice = trouble == 0 || has(frame, Wire::isAtMostOnce) ? 1 : dice();
            if (dice < trouble) {
                return;
            }
            if (dice < 2 * trouble) {
                deliver(to, frame);
            } else if (dice < 3 * trouble) {
                long unused = vertx.setTimer(1 + (long) (dice * 100), late -> deliver(to, frame));
                return;
            }
            deliver(to, frame);
        }

        private void deliver(String to, byte[] frame) {
            Consumer<byte[]> receiver = receivers.get(to);
            if (receiver != null) {
                receiver.accept(frame);
            }
        }

        @Override
        public void refresh() {}

        @Override
        public Future<Void> close() {
            receivers.remove(name);
            return Future.succeededFuture();
        }
    }
}
