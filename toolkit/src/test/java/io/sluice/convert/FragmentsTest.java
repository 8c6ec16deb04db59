package io.sluice.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.sluice.message.Message;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FragmentsTest {

    private static Message binary(String hex) {
        return Message.binary(Cut.hex(hex));
    }

    private static List<Message> split(Fragments fragments, List<Message> messages) {
        return Flowable.fromIterable(messages)
                .compose(fragments.split())
                .toList()
                .blockingGet();
    }

    @Test
    void aMessageIsSplitIntoPiecesWithAHeader() {
        Fragments three = Fragments.of(3, 100);
        assertThat(split(three, List.of(Message.text("abcde"), binary("0102"), Message.text(""))))
                .containsExactly(
                        binary("02 6162"), binary("02 6364"), binary("03 65"), binary("01 0102"), binary("03"));
    }

    @Test
    void whatWasSplitIsJoinedWithItsType() {
        List<Message> messages = List.of(
                Message.text("\u20ac\ud83d\ude00 text"), Message.text(""), binary(""), binary("00FF80"), binary("01"));
        for (int size = 2; size < 20; size++) {
            Fragments fragments = Fragments.of(size, 100);
            Flowable.fromIterable(messages)
                    .compose(fragments.split())
                    .compose(fragments.join())
                    .test()
                    .assertValueSequence(messages)
                    .assertComplete();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "04", "81", "02 03 00", "0061 0361", "03FF", "0061", "0162 02"})
    void whatIsNoMessageIsMalformed(String fragments) {
        Flowable.fromArray(fragments.split(" ", -1))
                .map(FragmentsTest::binary)
                .compose(Fragments.of(10, 100).join())
                .test()
                .assertError(error -> ((ConversionException) error).status().code() == 1007);
    }

    @Test
    void aTextMessageIsNoFragment() {
        Flowable.just(Message.text("\u0003a"))
                .compose(Fragments.of(10, 100).join())
                .test()
                .assertError(error -> ((ConversionException) error).status().code() == 1003);
    }

    @Test
    void whatWouldBeOverTheMaximumIsNeitherJoinedNorSplit() {
        Fragments fragments = Fragments.of(4, 5);
        Flowable.just(Message.text("abcdef"))
                .compose(fragments.split())
                .test()
                .assertFailure(IllegalArgumentException.class);
        Flowable.fromIterable(split(Fragments.of(4, 6), List.of(Message.text("abcde"), Message.text("abcdef"))))
                .compose(fragments.join())
                .test()
                .assertValue(Message.text("abcde"))
                .assertError(error -> ((ConversionException) error).status().code() == 1009);
    }

    @Test
    void aMessageOf16MibPasses() {
        byte[] bytes = new byte[16 << 20];
        new Random(9).nextBytes(bytes);
        Message large = Message.binary(Buffer.buffer(bytes));
        Fragments fragments = Fragments.of(64 << 10, 16 << 20);
        Message joined = Flowable.just(large)
                .compose(fragments.split())
                .compose(fragments.join())
                .blockingSingle();
        assertThat(joined.equals(large)).isTrue();
    }

    @Test
    void anyDemandIsHonoured() {
        Random random = new Random(4);
        for (int seed = 0; seed < 2_000; seed++) {
            List<Message> messages = new ArrayList<>();
            for (int i = random.nextInt(8); i > 0; i--) {
                String text = "abc\u20ac".repeat(random.nextInt(4));
                messages.add(random.nextBoolean() ? Message.text(text) : Message.binary(Buffer.buffer(text)));
            }
            Fragments fragments = Fragments.of(2 + random.nextInt(9), 100);
            List<Message> expected = model(messages, fragments);
            RandomRun.completes(seed, fragments.split(), messages, expected);
            RandomRun.completes(seed, fragments.join(), expected, messages);

            List<Message> broken = new ArrayList<>(expected);
            broken.add(binary("00"));
            broken.add(binary("08"));
            RandomRun.fails(seed, fragments.join(), broken, messages, 1007);
        }
    }

    /** One message at a time, without any state between them. */
    private static List<Message> model(List<Message> messages, Fragments fragments) {
        List<Message> all = new ArrayList<>();
        messages.forEach(message -> all.addAll(split(fragments, List.of(message))));
        return all;
    }
}
