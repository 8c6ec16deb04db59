package io.sluice.cluster;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names one stream that a node offers to one subscriber anywhere in the cluster. A value: send it in a message of any kind, as
 * its {@linkplain #encode text}, to whom shall {@linkplain ClusterBroker#receive receive} the stream.
 *
 * <p>It is no secret: every node of the cluster may receive what it names, and the nodes of a cluster trust each other.
 *
 * @param node that offers the stream; 1 to 1,024 characters
 * @param incarnation in which of its lives; from 1 up to and with 2^60
 * @param stream which of the streams it has offered in this life; from 1 up to and with 2^60
 */
public record StreamReference(String node, long incarnation, long stream) {

    private static final Pattern ENCODED = Pattern.compile("([0-9a-f]{1,16})\\.([0-9a-f]{1,16})@(.+)", Pattern.DOTALL);

    public StreamReference {
        Objects.requireNonNull(node, "node");
        if (node.isEmpty() || node.length() > Frame.MAX_NAME_BYTES) {
            throw new IllegalArgumentException("a node's name has 1 to 1,024 characters, not " + node.length());
        }
        if (incarnation < 1 || incarnation > ByteReader.MAX_COUNT || stream < 1 || stream > ByteReader.MAX_COUNT) {
            throw new IllegalArgumentException("out of range: incarnation " + incarnation + ", stream " + stream);
        }
    }

    /** The reference as a text: incarnation and stream in hexadecimal digits, and the node, as in {@code 5f1c.2@node-0}. */
    public String encode() {
        return Long.toHexString(incarnation) + '.' + Long.toHexString(stream) + '@' + node;
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException if this is no reference
     */
    public static StreamReference parse(String encoded) {
        Matcher matcher = ENCODED.matcher(encoded);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no reference to a stream: " + encoded);
        }
        return new StreamReference(
                matcher.group(3), Long.parseLong(matcher.group(1), 16), Long.parseLong(matcher.group(2), 16));
    }

    @Override
    public String toString() {
        return encode();
    }
}
