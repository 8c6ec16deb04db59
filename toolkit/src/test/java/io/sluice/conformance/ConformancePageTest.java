package io.sluice.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code docs/conformance.md} counts the cases there are. */
final class ConformancePageTest {

    static Map<Class<? extends ConformanceTest>, List<Case>> sections() {
        Map<Class<? extends ConformanceTest>, List<Case>> sections = new LinkedHashMap<>();
        sections.put(FramingTest.class, FramingTest.cases());
        sections.put(LengthsTest.class, LengthsTest.cases());
        sections.put(MaskingTest.class, MaskingTest.cases());
        sections.put(ReservedBitsTest.class, ReservedBitsTest.cases());
        sections.put(OpcodesTest.class, OpcodesTest.cases());
        sections.put(FragmentationTest.class, FragmentationTest.cases());
        sections.put(PingPongTest.class, PingPongTest.cases());
        sections.put(ValidUtf8Test.class, ValidUtf8Test.cases());
        sections.put(InvalidUtf8Test.class, InvalidUtf8Test.cases());
        sections.put(CloseFrameTest.class, CloseFrameTest.cases());
        sections.put(LimitsTest.class, LimitsTest.cases());
        sections.put(LargeMessagesTest.class, LargeMessagesTest.cases());
        sections.put(CompressedMessagesTest.class, CompressedMessagesTest.cases());
        sections.put(ContextTakeoverTest.class, ContextTakeoverTest.cases());
        return sections;
    }

    @Test
    void thePageCountsTheCasesOfEverySection() throws IOException {
        String page = Files.readString(Path.of("../docs/conformance.md"));
        int all = 0;
        for (Map.Entry<Class<? extends ConformanceTest>, List<Case>> section :
                sections().entrySet()) {
            int count = section.getValue().size();
            assertThat(page)
                    .containsPattern(
                            "\\| `" + section.getKey().getSimpleName() + "` \\|[^|]*\\|[^|]*\\| " + count + " \\|");
            all += count;
        }
        assertThat(page).contains("| all | | | " + all + " |");
    }

    @Test
    void noTwoCasesOfASectionHaveTheSameName() {
        sections()
                .forEach((section, cases) -> assertThat(cases)
                        .as("cases of " + section.getSimpleName())
                        .extracting(Case::name)
                        .doesNotHaveDuplicates());
    }
}
