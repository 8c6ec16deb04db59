package io.sluice.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.wire.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Payloads, the same in every run, and messages cut to fragments. */
final class Payloads {

    private Payloads() {}

    static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    /** {@code size} bytes of any value. */
    static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /** {@code size} bytes of UTF-8 with characters of all lengths. */
    static byte[] text(int size) {
        byte[] bytes = new byte[size];
        byte[] pattern = utf8("The smallest 50 µg, the price 3,90 €, the face 😀. ");
        for (int i = 0; i < size; i++) {
            bytes[i] = pattern[i % pattern.length];
        }
        // The last character may be cut: its start gives way to something shorter.
        for (int i = size - 1; i >= 0 && i >= size - 4 && bytes[i] < 0; i--) {
            bytes[i] = '.';
        }
        return bytes;
    }

    /** A message of {@code opcode} with {@code size} bytes that fit it. */
    static Frame message(int opcode, int size) {
        return Frame.of(opcode, opcode == Frame.TEXT ? text(size) : bytes(size));
    }

    static String kind(int opcode) {
        return opcode == Frame.TEXT ? "text" : "binary";
    }

    /** {@code message} in fragments of {@code size} bytes. */
    static Frame[] fragments(Frame message, int size) {
        byte[] payload = message.payload();
        List<byte[]> parts = new ArrayList<>();
        for (int from = 0; from < payload.length; from += size) {
            parts.add(Arrays.copyOfRange(payload, from, Math.min(payload.length, from + size)));
        }
        return fragments(message.opcode(), parts.toArray(byte[][]::new));
    }

    /** A message whose fragments carry {@code parts}. */
    static Frame[] fragments(int opcode, byte[]... parts) {
        Frame[] frames = new Frame[parts.length];
        for (int i = 0; i < parts.length; i++) {
            Frame frame = Frame.of(i == 0 ? opcode : Frame.CONTINUATION, parts[i]);
            frames[i] = i == parts.length - 1 ? frame : frame.unfinished();
        }
        return frames;
    }
}
