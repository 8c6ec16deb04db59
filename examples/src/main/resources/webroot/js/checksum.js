// The checksum of a book: CRC32 over the digits of its ten best levels a side.

const LEVELS = 10;
const TABLE = buildTable();

/** CRC32 (the one of zip and PNG) of ASCII text, as an unsigned number. */
export function crc32(text) {
    let crc = 0xffffffff;
    for (let i = 0; i < text.length; i++) {
        crc = TABLE[(crc ^ text.charCodeAt(i)) & 0xff] ^ (crc >>> 8);
    }
    return (crc ^ 0xffffffff) >>> 0;
}

/** Ten asks upwards, then ten bids downwards; levels are best first and carry their wire strings. */
export function bookChecksum(bids, asks) {
    return crc32(sideDigits(asks) + sideDigits(bids));
}

function sideDigits(levels) {
    let text = '';
    for (let i = 0; i < levels.length && i < LEVELS; i++) {
        text += digits(levels[i].price) + digits(levels[i].qty);
    }
    return text;
}

/** A wire decimal without its point and leading zeros; trailing zeros count. */
export function digits(decimal) {
    return decimal.replace('.', '').replace(/^0+/, '');
}

function buildTable() {
    return Uint32Array.from({ length: 256 }, (_, n) => {
        let c = n;
        for (let bit = 0; bit < 8; bit++) {
            c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
        }
        return c;
    });
}
