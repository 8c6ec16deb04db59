package io.sluice.convert;

import java.util.ArrayList;
import java.util.List;

/**
 * Byte sequences that are not UTF-8, in hexadecimal, by the sections of Markus Kuhn's decoder capability and stress test: what
 * RFC 3629 forbids or does not know.
 */
final class MalformedUtf8 {

    private MalformedUtf8() {}

    static List<String> sequences() {
        List<String> all = new ArrayList<>();
        // 2.1, 2.2: forms of five and six bytes, and beyond U+10FFFF
        all.addAll(List.of("F888808080", "FC8480808080", "F7BFBFBF", "FBBFBFBFBF", "FDBFBFBFBFBF", "F4908080"));
        // 3.1: continuation bytes out of place, one to seven of them, and all there are
        for (int count = 1; count <= 7; count++) {
            all.add("80BF80BF80BF80".substring(0, 2 * count));
        }
        all.add("BF");
        all.add(range(0x80, 0xBF, ""));
        // 3.2: lead bytes without what they lead, each before a space
        all.add(range(0xC0, 0xDF, "20"));
        all.add(range(0xE0, 0xEF, "20"));
        all.add(range(0xF0, 0xF7, "20"));
        all.add(range(0xF8, 0xFB, "20"));
        all.add(range(0xFC, 0xFD, "20"));
        // 3.3: sequences whose last byte is missing
        List<String> cut = List.of(
                "C0", "E080", "F08080", "F8808080", "FC80808080", "DF", "EFBF", "F7BFBF", "FBBFBFBF", "FDBFBFBFBF");
        all.addAll(cut.stream().map(start -> start + "2E").toList());
        // 3.4: all of those in a row
        all.add(String.join("", cut) + "2E");
        // 3.5: bytes that are in no character
        all.addAll(List.of("FE", "FF", "FEFEFFFF"));
        // 4.1: the slash in more bytes than it needs
        all.addAll(List.of("C0AF", "E080AF", "F08080AF", "F8808080AF", "FC80808080AF"));
        // 4.2: the last of each overlong form
        all.addAll(List.of("C1BF", "E09FBF", "F08FBFBF", "F887BFBFBF", "FC83BFBFBFBF"));
        // 4.3: NUL in more bytes than it needs
        all.addAll(List.of("C080", "E08080", "F0808080", "F880808080", "FC8080808080"));
        // 5.1, 5.2: surrogates, alone and in pairs
        List<String> high = List.of("EDA080", "EDADBF", "EDAE80", "EDAFBF");
        List<String> low = List.of("EDB080", "EDBE80", "EDBFBF");
        all.addAll(high);
        all.addAll(low);
        high.forEach(first -> low.forEach(second -> all.add(first + second)));
        return all;
    }

    private static String range(int first, int last, String behindEach) {
        StringBuilder hex = new StringBuilder();
        for (int unit = first; unit <= last; unit++) {
            hex.append("%02X".formatted(unit)).append(behindEach);
        }
        return hex.toString();
    }
}
