package io.sluice.examples.trading.market;

import static io.sluice.examples.trading.MarketFixtures.SYMBOL;
import static io.sluice.examples.trading.MarketFixtures.levels;
import static io.sluice.examples.trading.MarketFixtures.snapshot;
import static io.sluice.examples.trading.MarketFixtures.update;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class OrderBookTest {

    private final OrderBook book = new OrderBook(SYMBOL);

    @Test
    void aNewBookIsEmptyAndAtIdZero() {
        assertThat(book.snapshot()).isEqualTo(snapshot(0));
        assertThat(book.bestBid()).isNull();
        assertThat(book.bestAsk()).isNull();
        assertThat(book.checksum()).isEqualTo(crc(""));
    }

    @Test
    void quantitiesAreAbsoluteAndZeroDeletes() {
        book.reset(snapshot(5, "10.2@1 10.1@2", "10.3@3 10.4@4"));

        book.apply(update(6, 7, "10.2@0.0 10.1@5 10.0@6", "10.3@0"));

        assertThat(book.snapshot()).isEqualTo(snapshot(7, "10.1@5 10.0@6", "10.4@4"));
        assertThat(book.bestBid()).isEqualTo(levels("10.1@5").get(0));
        assertThat(book.bestAsk()).isEqualTo(levels("10.4@4").get(0));
    }

    @Test
    void deletingAnUnknownLevelIsNormal() {
        book.reset(snapshot(5, "10.2@1", "10.3@3"));

        book.apply(update(6, 6, "9@0", "11@0"));

        assertThat(book.snapshot()).isEqualTo(snapshot(6, "10.2@1", "10.3@3"));
    }

    @Test
    void anUpdateThatIsInTheBookAlreadyChangesNothing() {
        book.reset(snapshot(5, "10.2@1", "10.3@3"));

        book.apply(update(4, 5, "10.2@9", ""));

        assertThat(book.snapshot()).isEqualTo(snapshot(5, "10.2@1", "10.3@3"));
    }

    @Test
    void anUpdateThatBeginsInTheBookAndEndsBeyondItIsApplied() {
        book.reset(snapshot(5, "10.2@1", "10.3@3"));

        book.apply(update(4, 6, "10.2@9", ""));

        assertThat(book.snapshot()).isEqualTo(snapshot(6, "10.2@9", "10.3@3"));
    }

    @Test
    void anUpdateAfterAGapIsRefusedAndTheBookStays() {
        book.reset(snapshot(5, "10.2@1", "10.3@3"));

        GapException gap = catchThrowableOfType(GapException.class, () -> book.apply(update(7, 9, "10.2@9", "")));

        assertThat(gap).hasMessage("ETHUSDT: expected update 6, found 7");
        assertThat(gap.expected()).isEqualTo(6);
        assertThat(gap.found()).isEqualTo(7);
        assertThat(book.snapshot()).isEqualTo(snapshot(5, "10.2@1", "10.3@3"));
    }

    @Test
    void resettingReplacesEverything() {
        book.reset(snapshot(5, "10.2@1", "10.3@3"));
        book.reset(snapshot(3, "8@1", ""));

        assertThat(book.snapshot()).isEqualTo(snapshot(3, "8@1", ""));
        assertThat(book.lastId()).isEqualTo(3);
    }

    @Test
    void anotherSymbolIsRefused() {
        assertThatThrownBy(() -> book.reset(new DepthSnapshot("BTCUSDT", 1, List.of(), List.of())))
                .hasMessage("this is the book of ETHUSDT, not of BTCUSDT");
        assertThatThrownBy(() -> book.apply(new DepthUpdate("BTCUSDT", 0, 1, 1, 1, List.of(), List.of())))
                .hasMessage("this is the book of ETHUSDT, not of BTCUSDT");
    }

    @Test
    void aSnapshotOfSomeLevelsHasTheBestOfThem() {
        book.reset(snapshot(5, "10.2@1 10.1@2 10.0@3", "10.3@3 10.4@4 10.5@5"));

        assertThat(book.snapshot(2)).isEqualTo(snapshot(5, "10.2@1 10.1@2", "10.3@3 10.4@4"));
    }

    @Test
    void aLevelIsWrittenAsItCameLast() {
        book.reset(snapshot(5, "10.20@1.000", ""));
        assertThat(book.snapshot().bids().get(0).price().toPlainString()).isEqualTo("10.20");

        book.apply(update(6, 6, "10.2@1.0", ""));

        assertThat(book.snapshot()).isEqualTo(snapshot(6, "10.2@1.0", ""));
    }

    @Test
    void theChecksumIsOfTenAsksUpwardsAndThenTenBidsDownwards() {
        book.reset(snapshot(5, range(12, i -> 200 - i), range(12, i -> 300 + i)));

        String asks = IntStream.range(0, 10).mapToObj(i -> (300 + i) + "7").collect(Collectors.joining());
        String bids = IntStream.range(0, 10).mapToObj(i -> (200 - i) + "7").collect(Collectors.joining());
        String expected = asks + bids;
        assertThat(book.checksum()).isEqualTo(crc(expected));
        assertThat(book.snapshot().checksum()).isEqualTo(crc(expected));
        assertThat(book.snapshot(10).checksum()).isEqualTo(crc(expected));
    }

    @Test
    void theChecksumIsOfTheDigitsWithoutThePointAndWithoutLeadingZeros() {
        book.reset(snapshot(5, "0.00012300@0.50", "1.50@20.00"));

        assertThat(book.checksum()).isEqualTo(crc("150" + "2000" + "12300" + "50"));
    }

    @Test
    void theChecksumOfADecimalWithAnExponentIsThatOfItsPlainText() {
        book.reset(new DepthSnapshot(
                SYMBOL, 5, List.of(new PriceLevel(new BigDecimal("1E+2"), new BigDecimal("2"))), List.of()));

        assertThat(book.checksum()).isEqualTo(crc("1002"));
    }

    @Test
    void theChecksumFollowsEveryChangeOfTheTop() {
        book.reset(snapshot(5, "10.2@1", "10.3@3"));
        long before = book.checksum();

        book.apply(update(6, 6, "10.2@2", ""));
        assertThat(book.checksum()).isEqualTo(crc("1033" + "1022")).isNotEqualTo(before);

        book.apply(update(7, 7, "10.2@1", ""));
        assertThat(book.checksum()).isEqualTo(before);
    }

    @Test
    void aSnapshotIsBestFirstWithOneLevelAPriceAndNoneEmpty() {
        assertThatThrownBy(() -> snapshot(1, "10.1@1 10.2@1", ""))
                .hasMessage("BID levels are not best first, one a price");
        assertThatThrownBy(() -> snapshot(1, "", "10.2@1 10.1@1"))
                .hasMessage("ASK levels are not best first, one a price");
        assertThatThrownBy(() -> snapshot(1, "10.10@1 10.1@1", "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> snapshot(1, "10.1@0.0", "")).hasMessage("BID levels with an empty one among them");
    }

    private static String range(int count, IntUnaryOperator price) {
        return IntStream.range(0, count)
                .mapToObj(i -> price.applyAsInt(i) + "@7")
                .collect(Collectors.joining(" "));
    }

    private static long crc(String digits) {
        CRC32 crc = new CRC32();
        crc.update(digits.getBytes(US_ASCII));
        return crc.getValue();
    }
}
