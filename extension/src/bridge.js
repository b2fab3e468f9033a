// The way to the bridge: through SillyTavern's own server, so that no CORS, no mixed content and no second address stand between a phone and it.
import { answersIn, formatOf, readReply } from './reply.js';

const GENERATE = '/api/sd/generate';

/** Should another server than the bridge answer a question with a picture, it is a small one. */
const SMALLEST = { prompt: '', width: 64, height: 64, steps: 1, batch_size: 1 };

export class Bridge {
    #headers;

    /** @param {() => object} headers SillyTavern's, with its CSRF token */
    constructor(headers) {
        this.#headers = headers;
    }

    /** Sends an order. The signal ends it at the bridge too: SillyTavern's server closes its connection and interrupts. */
    async draw(order, signal) {
        let response;
        let text;
        try {
            response = await this.#post(GENERATE, order, signal);
            text = await response.text();
        } catch (failure) {
            if (signal?.aborted) throw failure;
            return { trouble: { kind: 'tavern', message: String(failure.message ?? failure), retryable: true } };
        }
        return readReply(response.status, text);
    }

    /**
     * Asks the bridge aside: job, about, spend. The question goes along in the address of the list of samplers, which costs nothing, and which
     * another server simply answers with its samplers.
     *
     * @returns {Promise<object | null>} answers by question; null when it is not the bridge, or nobody answers
     */
    async ask(sd, questions) {
        try {
            const url = new URL(sd.auto_url);
            url.searchParams.set('bridge_ask', JSON.stringify(questions));
            const response = await this.#post('/api/sd/samplers', { url: url.href, auth: sd.auto_auth ?? '' });
            return response.ok ? answersIn(await response.json()) : null;
        } catch {
            return null;
        }
    }

    /** Asks who would be in a picture, and why; null where nobody tells. Counts at the bridge as a request for pictures. */
    async match(sd, asked) {
        try {
            const response = await this.#post(GENERATE, { url: sd.auto_url, auth: sd.auto_auth ?? '', ...SMALLEST, bridge_ask: { match: asked }, error_as_200: true });
            return response.ok ? ((await response.json()).bridge?.match ?? null) : null;
        } catch {
            return null;
        }
    }

    /** Whether SillyTavern's server reaches something that speaks A1111 at the address. */
    async ping(sd) {
        try {
            return (await this.#post('/api/sd/ping', { url: sd.auto_url, auth: sd.auto_auth ?? '' })).ok;
        } catch {
            return false;
        }
    }

    /** Stores a picture at SillyTavern; answers its path. */
    async upload(image, speaker, place) {
        const folder = String(speaker || 'pictures');
        const filename = `${folder.replaceAll(/[^\p{L}\p{N}]+/gu, '_')}_${Date.now()}_${place}`;
        const response = await this.#post('/api/images/upload', { image, format: formatOf(image), ch_name: folder, filename });
        if (!response.ok) throw new Error(`SillyTavern did not store the picture: ${response.status} ${await response.text()}`.trim());
        return (await response.json()).path;
    }

    #post(path, body, signal) {
        return fetch(path, { method: 'POST', headers: this.#headers(), body: JSON.stringify(body), signal });
    }
}

/**
 * Follows a job: asks through SillyTavern each second, or hears the bridge itself where its address is given.
 *
 * @param {object} job gets fraction, eta, doing and by
 * @param {AbortSignal} signal
 * @param {{ask: (key: string) => Promise<object | null>, direct: string, changed: () => void, pause: Function}} how
 */
export async function follow(job, signal, { ask, direct, changed, pause }) {
    const heard = it => {
        if (signal.aborted || !it) return;
        const fraction = Number(it.progress);
        if (Number.isFinite(fraction)) job.fraction = Math.max(job.fraction ?? 0, Math.min(1, fraction));
        if (Number.isFinite(it.eta_seconds)) job.eta = it.eta_seconds;
        if (it.doing) job.doing = it.doing;
        if (it.provider) job.by = it.provider;
        changed();
    };
    let failures = 0;
    try {
        while (!signal.aborted && failures < 5) {
            await pause(1000, signal);
            const state = await ask(job.key);
            if (state) heard(state);
            else failures++;
            if (state && direct && (await hear(`${direct.replace(/\/+$/, '')}/api/v1/jobs/${job.key}/events`, heard, signal))) return;
        }
    } catch {
        // The order ended.
    }
}

/** Answers true when the events told everything, false when they cannot be heard from here. */
function hear(address, heard, signal) {
    return new Promise(resolve => {
        const source = new EventSource(address);
        const end = told => {
            source.close();
            resolve(told);
        };
        signal.addEventListener('abort', () => end(true), { once: true });
        source.onerror = () => end(false);
        for (const type of ['started', 'percent', 'pass', 'snapshot']) source.addEventListener(type, event => heard(JSON.parse(event.data)));
        for (const type of ['done', 'failed', 'cancelled']) source.addEventListener(type, () => end(true));
    });
}
