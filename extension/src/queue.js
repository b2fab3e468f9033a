// Orders wait here: one queue for each chat, first in first out, so many at a time. Knows neither SillyTavern nor the bridge.

export class Queue {
    #chats = new Map();
    #limit;
    #changed;

    /**
     * @param {() => number} limit how many run at once in a chat; asked before each start
     * @param {() => void} changed called when an order came, began or ended
     */
    constructor(limit, changed = () => {}) {
        this.#limit = limit;
        this.#changed = changed;
    }

    /**
     * Puts an order at the end; one with an id that is there already is not taken twice.
     *
     * @param {string} chat
     * @param {string} id
     * @param {(signal: AbortSignal) => Promise<void>} work what it rejects with is the work's own business
     * @param {() => void} [gone] called when it has left the queue, done or not
     * @returns {boolean} whether it was taken
     */
    add(chat, id, work, gone = () => {}) {
        if (this.has(id)) return false;
        const lane = this.#lane(chat);
        lane.push({ id, work, gone, stop: new AbortController(), running: false });
        this.#changed();
        this.#advance(chat);
        return true;
    }

    has(id) {
        return this.#find(id) !== null;
    }

    isRunning(id) {
        return this.#find(id)?.order.running ?? false;
    }

    /** How many wait or run, in one chat or in all. */
    length(chat) {
        return chat === undefined ? [...this.#chats.values()].reduce((sum, lane) => sum + lane.length, 0) : (this.#chats.get(chat)?.length ?? 0);
    }

    /** How many are before it in its chat; 0 for one that runs. */
    ahead(id) {
        const found = this.#find(id);
        return !found || found.order.running ? 0 : found.lane.indexOf(found.order);
    }

    /** Ends an order: one that waits never begins, one that runs hears its signal. Answers whether there was one. */
    cancel(id) {
        const found = this.#find(id);
        if (!found) return false;
        found.order.stop.abort();
        if (!found.order.running) this.#remove(found.chat, found.order);
        return true;
    }

    /** Ends the orders of a chat, or all; answers their ids. */
    cancelAll(chat) {
        const lanes = chat === undefined ? [...this.#chats.values()] : [this.#chats.get(chat) ?? []];
        const ids = lanes.flatMap(lane => lane.map(order => order.id));
        ids.forEach(id => this.cancel(id));
        return ids;
    }

    #lane(chat) {
        if (!this.#chats.has(chat)) this.#chats.set(chat, []);
        return this.#chats.get(chat);
    }

    #find(id) {
        for (const [chat, lane] of this.#chats) {
            const order = lane.find(one => one.id === id);
            if (order) return { chat, lane, order };
        }
        return null;
    }

    #advance(chat) {
        const lane = this.#chats.get(chat) ?? [];
        let running = lane.filter(order => order.running).length;
        for (const order of [...lane]) {
            if (running >= this.#limit()) break;
            if (order.running) continue;
            running++;
            order.running = true;
            this.#run(chat, order);
        }
    }

    async #run(chat, order) {
        this.#changed();
        try {
            await order.work(order.stop.signal);
        } catch {
            // It told its owner.
        } finally {
            this.#remove(chat, order);
        }
    }

    #remove(chat, order) {
        const lane = this.#chats.get(chat);
        const place = lane?.indexOf(order) ?? -1;
        if (place < 0) return;
        lane.splice(place, 1);
        if (lane.length === 0) this.#chats.delete(chat);
        order.gone();
        this.#changed();
        this.#advance(chat);
    }
}

/** Waits, or rejects as soon as the signal says stop. */
export function pause(ms, signal) {
    return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const timer = setTimeout(() => {
            signal?.removeEventListener('abort', stop);
            resolve();
        }, ms);
        function stop() {
            clearTimeout(timer);
            reject(signal.reason);
        }
        signal?.addEventListener('abort', stop, { once: true });
    });
}
