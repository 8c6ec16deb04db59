package io.sluice.conformance;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Texts that are UTF-8 (RFC 3629), and byte sequences that are not. */
final class Utf8Samples {

    /**
     * Bytes that are not UTF-8.
     *
     * @param fatal the index of the byte with which nothing that follows could make them so; behind the last if they only
     *     lack their end
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares samples
    record Invalid(String name, byte[] bytes, int fatal) {

        boolean isOnlyCutOff() {
            return fatal == bytes.length;
        }
    }

    private static final int[] BOUNDARIES = {
        0x0, 0x1, 0x7F, 0x80, 0x7FF, 0x800, 0xFFF, 0x1000, 0xCFFF, 0xD000, 0xD7FF, 0xE000, 0xFFFD, 0x10000, 0x3FFFF,
        0x40000, 0xFFFFF, 0x100000, 0x10FFFD
    };

    private Utf8Samples() {}

    static Map<String, String> valid() {
        Map<String, String> samples = new LinkedHashMap<>();
        samples.put("ASCII", "Hello-World, 100% plain");
        samples.put("Greek", "κόσμε");
        samples.put("characters of all lengths", "a µ € 😀 z");
        samples.put("a byte order mark", "\uFEFFtext");
        samples.put("a replacement character", "\uFFFD");
        samples.put("combining characters", "e\u0301 \uD55C\u1112\u1161\u11AB");
        for (int boundary : BOUNDARIES) {
            samples.put("U+%04X".formatted(boundary), Character.toString(boundary));
        }
        for (int plane = 0; plane <= 0x10; plane++) {
            samples.put(
                    "noncharacters of plane " + plane,
                    Character.toString(plane << 16 | 0xFFFE) + Character.toString(plane << 16 | 0xFFFF));
        }
        samples.put("noncharacters in the midst of plane 0", "\uFDD0\uFDEF");
        return samples;
    }

    /** The exclamation mark stands before the fatal byte. */
    static List<Invalid> invalid() {
        List<Invalid> samples = new ArrayList<>();
        for (String lone : List.of("80", "8F", "90", "9F", "A0", "BF")) {
            samples.add(sample("lone continuation " + lone, "!" + lone));
        }
        samples.add(sample("many lone continuations", "!80BF80BF80BF80"));
        samples.add(sample("continuation too many after two bytes", "C3A9!80"));
        samples.add(sample("continuation too many after three bytes", "E282AC!80"));
        samples.add(sample("continuation too many after four bytes", "F09F9880!80"));
        for (String never : List.of("C0", "C1", "F5", "F6", "F7", "F8", "FB", "FC", "FD", "FE", "FF")) {
            samples.add(sample("byte " + never + " that is in no character", "!" + never));
        }
        samples.add(sample("overlong / of two bytes", "!C0AF"));
        samples.add(sample("overlong / of three bytes", "E0!80AF"));
        samples.add(sample("overlong / of four bytes", "F0!8080AF"));
        samples.add(sample("overlong / of five bytes", "!F8808080AF"));
        samples.add(sample("overlong / of six bytes", "!FC80808080AF"));
        samples.add(sample("overlong NUL of two bytes", "!C080"));
        samples.add(sample("overlong NUL of three bytes", "E0!8080"));
        samples.add(sample("overlong NUL of four bytes", "F0!808080"));
        samples.add(sample("the last overlong of two bytes", "!C1BF"));
        samples.add(sample("the last overlong of three bytes", "E0!9FBF"));
        samples.add(sample("the last overlong of four bytes", "F0!8FBFBF"));
        samples.add(sample("the first form of five bytes", "!F888808080"));
        samples.add(sample("the last form of five bytes", "!FBBFBFBFBF"));
        samples.add(sample("the first form of six bytes", "!FC8480808080"));
        samples.add(sample("the last form of six bytes", "!FDBFBFBFBFBF"));
        samples.add(sample("U+110000", "F4!908080"));
        samples.add(sample("U+13FFFF", "F4!BFBFBF"));
        samples.add(sample("U+140000", "!F5808080"));
        samples.add(sample("U+1FFFFF", "!F7BFBFBF"));
        for (String surrogate : List.of("A080", "ADBF", "AE80", "AFBF", "B080", "BE80", "BFBF")) {
            samples.add(sample("surrogate ED" + surrogate, "ED!" + surrogate));
        }
        samples.add(sample("a pair of surrogates", "ED!A080EDB080"));
        samples.add(sample("a pair of surrogates, the last", "ED!AFBFEDBFBF"));
        for (String lead : List.of("C2", "DF", "E0A0", "E182", "ED9F", "EFBF", "F090", "F09080", "F48F", "F48FBF")) {
            samples.add(sample("cut off: " + lead, lead));
            samples.add(sample("broken by ASCII: " + lead, lead + "!7A"));
            samples.add(sample("broken by the byte before continuations: " + lead, lead + "!7F"));
            samples.add(sample("broken by the byte behind continuations: " + lead, lead + "!C0"));
            samples.add(sample("broken by another character: " + lead, lead + "!E282AC"));
        }
        for (String lead : List.of("E0", "E1", "ED", "EF", "F0", "F1", "F4")) {
            samples.add(sample("cut off: " + lead, lead));
            samples.add(sample("broken by ASCII: " + lead, lead + "!20"));
        }
        samples.add(sample("Greek and a surrogate", "CEBAE1BDB9CF83CEBCCEB5ED!A080656469746564"));
        samples.add(sample("Greek and U+110000", "CEBAE1BDB9CF83CEBCCEB5F4!908080656469746564"));
        return samples;
    }

    private static Invalid sample(String name, String hex) {
        int mark = hex.indexOf('!');
        byte[] bytes = HexFormat.of().parseHex(hex.replace("!", ""));
        return new Invalid(name, bytes, mark < 0 ? bytes.length : mark / 2);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
