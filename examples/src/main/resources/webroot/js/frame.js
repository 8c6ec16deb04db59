// One paint a frame: however often something changes, each view draws at most once before the screen does.

export class Frame {
    #views;
    #scheduled = false;

    /** Each view has paint(), which looks for itself whether it has anything to draw. */
    constructor(views) {
        this.#views = views;
    }

    /** A hidden tab gets no frames: changes then wait in the bounded models until it is looked at. */
    request() {
        if (!this.#scheduled) {
            this.#scheduled = true;
            requestAnimationFrame(() => {
                this.#scheduled = false;
                this.#views.forEach((view) => view.paint());
            });
        }
    }
}
