// Counts, rates, durations and times as short text of steady width.

const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const ONE = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export function count(number) {
    return WHOLE.format(number);
}

export function rate(number) {
    return ONE.format(number);
}

export function millis(value) {
    if (value === null) {
        return '–';
    }
    return value < 10 ? `${value.toFixed(1)} ms` : `${count(value)} ms`;
}

/** An age to look at, not to calculate with: steps of 0.1 s, then seconds, then minutes. */
export function age(value) {
    if (value < 10_000) {
        return `${(value / 1000).toFixed(1)} s`;
    }
    const seconds = Math.floor(value / 1000);
    return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** HH:MM:SS in UTC of milliseconds since the epoch. */
export function clock(time) {
    const seconds = Math.floor(time / 1000) % 86_400;
    return [seconds / 3600, (seconds / 60) % 60, seconds % 60]
        .map((part) => String(Math.floor(part)).padStart(2, '0'))
        .join(':');
}
