// Which symbol is shown: a choice among the server's, remembered in the address of the page.

import { byId } from './dom.js';

export class Picker {
    #select = byId('symbol');
    #delivery = byId('delivery');
    #symbols = [];

    /** `onChoice({symbol, book})` is called for each choice of the reader. */
    constructor(onChoice) {
        this.#select.addEventListener('change', () => {
            this.#remember();
            onChoice(this.choice());
        });
        this.#delivery.addEventListener('change', () => onChoice(this.choice()));
        window.addEventListener('hashchange', () => {
            if (this.#symbols.length > 0 && this.#select.value !== fromAddress()) {
                this.offer(this.#symbols);
                onChoice(this.choice());
            }
        });
    }

    /** Shows the server's symbols; chooses the one of the address, else the one chosen before, else the first. */
    offer(symbols) {
        const asked = fromAddress();
        const wanted = [asked, this.#select.value].find((symbol) => symbols.includes(symbol)) ?? symbols[0];
        if (symbols.join() !== this.#symbols.join()) {
            this.#symbols = symbols;
            this.#select.replaceChildren(...symbols.map((symbol) => new Option(symbol, symbol)));
            this.#select.disabled = false;
        }
        if (wanted === undefined) {
            return {};
        }
        this.#select.value = wanted;
        this.#remember();
        const unknown = asked !== '' && asked !== wanted ? asked.slice(0, 40) : undefined;
        return { ...this.choice(), unknown };
    }

    choice() {
        return { symbol: this.#select.value, book: this.#delivery.value };
    }

    #remember() {
        history.replaceState(null, '', `#${encodeURIComponent(this.#select.value)}`);
    }
}

function fromAddress() {
    try {
        return decodeURIComponent(location.hash.slice(1)).toUpperCase();
    } catch {
        return '';
    }
}
