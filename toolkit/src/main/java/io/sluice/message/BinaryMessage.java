package io.sluice.message;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A binary message. */
public final class BinaryMessage extends PayloadForms implements Message {

    private final byte[] bytes;

    BinaryMessage(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A binary message over {@code bytes}, which are taken over, not copied: the caller must not change them again. */
    public static BinaryMessage ofShared(byte[] bytes) {
        return new BinaryMessage(Objects.requireNonNull(bytes, "bytes"));
    }

    /** A copy of the payload. */
    public Buffer data() {
        return Buffer.buffer(bytes);
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BinaryMessage that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "binary message of " + bytes.length + " bytes";
    }
}
