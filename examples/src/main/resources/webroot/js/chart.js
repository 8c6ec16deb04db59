// The candle chart with volume, one interval at a time, and the figures of the candle under the pointer.

import {
    CandlestickSeries,
    ColorType,
    createChart,
    CrosshairMode,
    HistogramSeries,
} from '../vendor/lightweight-charts/lightweight-charts.standalone.production.mjs';
import { byId, setData, setHidden } from './dom.js';

const VOLUMES = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const MANY = 100; // from here on, handing over everything is cheaper than one by one

export class CandleChart {
    #market;
    #chart;
    #candles;
    #volume;
    #stage = byId('chart');
    #legend = byId('legend');
    #empty = byId('chart-empty');
    #colors;
    #interval = '1s';
    #shown = null; // symbol and interval drawn now
    #decimals = -1;
    #prices;
    #pointed = null;
    #legendText = '';

    constructor(session, onChange) {
        this.#market = session.market;
        this.#chart = createChart(this.#stage, {
            autoSize: true,
            crosshair: { mode: CrosshairMode.Normal },
            rightPriceScale: {
                borderVisible: false,
                entireTextOnly: true,
                scaleMargins: { top: 0.06, bottom: 0.24 },
            },
            timeScale: { borderVisible: false, timeVisible: true, secondsVisible: true, rightOffset: 4 },
        });
        this.#candles = this.#chart.addSeries(CandlestickSeries, { borderVisible: false });
        this.#volume = this.#chart.addSeries(HistogramSeries, {
            priceScaleId: '',
            priceFormat: { type: 'volume' },
            lastValueVisible: false,
            priceLineVisible: false,
        });
        this.#volume.priceScale().applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } });
        this.#chart.subscribeCrosshairMove((move) => {
            this.#pointed = move.time ?? null;
            onChange();
        });
        this.#applyTheme();
        matchMedia('(prefers-color-scheme: light)').addEventListener('change', () => {
            this.#applyTheme();
            this.#shown = null;
            onChange();
        });
        for (const input of document.querySelectorAll('input[name="interval"]')) {
            input.addEventListener('change', () => {
                this.#interval = input.value;
                onChange();
            });
            if (input.checked) {
                this.#interval = input.value; // browsers restore forms on reload
            }
        }
    }

    paint() {
        const candles = this.#market.candles[this.#interval];
        const key = `${this.#market.symbol} ${this.#interval}`;
        this.#applyDecimals();
        if (candles.isDirty || key !== this.#shown) {
            const switched = key !== this.#shown;
            const { all, changed, dropped } = candles.drain();
            if (switched || all || changed.length > MANY) {
                this.#drawAll(candles.bars, switched, dropped);
            } else {
                changed.forEach((bar) => this.#draw(bar));
            }
            this.#shown = key;
            setData(this.#stage, 'bars', candles.bars.length);
            setData(this.#stage, 'interval', this.#interval);
            setHidden(this.#empty, candles.bars.length > 0);
        }
        this.#paintLegend(candles.bars);
    }

    #draw(bar) {
        this.#candles.update(bar);
        this.#volume.update(this.#volumeOf(bar));
    }

    #drawAll(bars, switched, dropped) {
        const timeScale = this.#chart.timeScale();
        const range = dropped > 0 ? timeScale.getVisibleLogicalRange() : null;
        this.#candles.setData(bars);
        this.#volume.setData(bars.map((bar) => this.#volumeOf(bar)));
        if (switched) {
            timeScale.applyOptions({ secondsVisible: this.#interval === '1s' });
            timeScale.resetTimeScale();
        } else if (range !== null) {
            timeScale.setVisibleLogicalRange({ from: range.from - dropped, to: range.to - dropped });
        }
    }

    #volumeOf(bar) {
        const color = bar.close >= bar.open ? this.#colors.upVolume : this.#colors.downVolume;
        return { time: bar.time, value: bar.volume, color };
    }

    #applyDecimals() {
        const decimals = this.#market.book.priceDecimals;
        if (decimals !== this.#decimals) {
            this.#decimals = decimals;
            this.#prices = new Intl.NumberFormat('en-US', {
                minimumFractionDigits: decimals,
                maximumFractionDigits: decimals,
            });
            this.#candles.applyOptions({
                priceFormat: {
                    type: 'custom',
                    minMove: 10 ** -decimals,
                    formatter: (price) => this.#prices.format(price),
                },
            });
        }
    }

    #paintLegend(bars) {
        const pointed = this.#pointed === null ? undefined : bars.findLast((bar) => bar.time === this.#pointed);
        const bar = pointed ?? bars[bars.length - 1];
        const text = bar === undefined ? '' : this.#legendOf(bar);
        if (text !== this.#legendText) {
            this.#legendText = text;
            this.#legend.innerHTML = text; // numbers alone
        }
    }

    #legendOf({ open, high, low, close, volume }) {
        const price = (value) => this.#prices.format(value);
        const change = (((close - open) / open) * 100).toFixed(3);
        const way = Math.sign(change);
        const parts = [
            ['O', price(open)],
            ['H', price(high)],
            ['L', price(low)],
            ['C', price(close)],
            ['V', VOLUMES.format(volume)],
        ];
        return (
            parts.map(([name, value]) => `${name} <b>${value}</b>`).join('') +
            `<b data-way="${way}">${way > 0 ? '+' : ''}${way === 0 ? '0.000' : change} %</b>`
        );
    }

    #applyTheme() {
        const style = getComputedStyle(document.documentElement);
        const color = (name) => style.getPropertyValue(name).trim();
        const [up, down] = [color('--up'), color('--down')];
        this.#colors = { upVolume: color('--up-own'), downVolume: color('--down-own') };
        this.#chart.applyOptions({
            layout: {
                background: { type: ColorType.Solid, color: color('--panel') },
                textColor: color('--muted'),
                fontFamily: style.fontFamily,
                fontSize: 11,
                attributionLogo: true,
            },
            grid: { vertLines: { color: color('--grid') }, horzLines: { color: color('--grid') } },
        });
        this.#candles.applyOptions({ upColor: up, downColor: down, wickUpColor: up, wickDownColor: down });
    }
}
