// What a ladder shows of one side: the best levels, grouped into price steps, with their running totals.

/**
 * Rows best first, at most `count`; a step groups bids downwards and asks upwards, so that no row promises a better
 * price than there is.
 */
export function depthRows(levels, { descending, step, count }) {
    const rows = [];
    let sum = 0n;
    for (const level of levels) {
        const price = bucket(level.priceUnits, step, descending);
        const last = rows[rows.length - 1];
        if (last !== undefined && last.price === price) {
            last.qty += level.qtyUnits;
        } else if (rows.length < count) {
            rows.push({ price, qty: level.qtyUnits, sum: 0n });
        } else {
            break;
        }
    }
    for (const row of rows) {
        sum += row.qty;
        row.sum = sum;
    }
    return rows;
}

function bucket(price, step, descending) {
    const rest = price % step;
    if (rest === 0n) {
        return price;
    }
    return descending ? price - rest : price - rest + step;
}

/** part / whole as a percentage with one decimal, exact enough for a bar and free of overflow. */
export function percent(part, whole) {
    return whole === 0n ? 0 : Number((part * 1000n) / whole) / 10;
}
