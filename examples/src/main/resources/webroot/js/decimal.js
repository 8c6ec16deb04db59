// Exact decimals: the strings of the wire as scaled integers, and back to text without losing a digit.

/** Fraction digits that a scaled integer keeps. */
export const SCALE = 18;

const PATTERN = /^-?\d+(?:\.\d+)?$/;
const ZEROS = '0'.repeat(SCALE);

/** Reads a plain decimal such as "2683.80000000"; refuses what it could not keep whole. */
export function parse(text) {
    if (typeof text !== 'string' || !PATTERN.test(text)) {
        throw new RangeError(`not a plain decimal: ${text}`);
    }
    const point = text.indexOf('.');
    if (point < 0) {
        return BigInt(text + ZEROS);
    }
    const fraction = text.slice(point + 1);
    if (fraction.length <= SCALE) {
        return BigInt(text.slice(0, point) + fraction + ZEROS.slice(fraction.length));
    }
    if (/[1-9]/.test(fraction.slice(SCALE))) {
        throw new RangeError(`more than ${SCALE} fraction digits: ${text}`);
    }
    return BigInt(text.slice(0, point) + fraction.slice(0, SCALE));
}

/** Fraction digits up to the last one that is not zero: 1 for "2683.80000000", 0 for "5". */
export function significantDecimals(text) {
    const point = text.indexOf('.');
    if (point < 0) {
        return 0;
    }
    let end = text.length;
    while (text.charCodeAt(end - 1) === 48) {
        end--;
    }
    return Math.max(0, end - point - 1);
}

/** One unit in the given fraction digit: unit(2) stands for 0.01. */
export function unit(decimals) {
    return 10n ** BigInt(SCALE - decimals);
}

/** Text with at least `minDecimals` fraction digits, with more where the value has more, and thousands apart. */
export function format(units, minDecimals) {
    const negative = units < 0n;
    const digits = (negative ? -units : units).toString().padStart(SCALE + 1, '0');
    const whole = digits.slice(0, -SCALE);
    const fraction = digits.slice(-SCALE);
    let end = SCALE;
    while (end > minDecimals && fraction.charCodeAt(end - 1) === 48) {
        end--;
    }
    return (negative ? '-' : '') + groupThousands(whole) + (end > 0 ? '.' + fraction.slice(0, end) : '');
}

function groupThousands(whole) {
    let text = whole;
    for (let at = whole.length - 3; at > 0; at -= 3) {
        text = text.slice(0, at) + ',' + text.slice(at);
    }
    return text;
}
