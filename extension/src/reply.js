// Reads what came back through SillyTavern's server.

/**
 * @typedef {{provider?: string, cost?: string, loras?: string, prompt: string, negative: string, width?: number, height?: number, seed?: number,
 *     notes: [string, string][]}} Info notes: what else the bridge tells, by topic
 * @typedef {{kind: string, message?: string, retryable: boolean, retryAfter?: number, id?: string}} Trouble kind: the bridge's, or `unreachable`,
 *     `tavern`, `empty`, `unreadable`
 */

/**
 * @param {number} status of SillyTavern's answer
 * @param {string} text its body
 * @returns {{images: string[], info: Info} | {trouble: Trouble}}
 */
export function readReply(status, text) {
    // SillyTavern answers a bare 500 for whatever went wrong between it and the bridge.
    if (status >= 500) return { trouble: { kind: 'unreachable', retryable: true } };
    if (status === 401 || status === 403) return { trouble: { kind: 'tavern', message: `${status} ${text}`.trim().slice(0, 200), retryable: false } };
    if (status !== 200) return { trouble: { kind: 'tavern', message: `${status} ${text}`.trim().slice(0, 200), retryable: status === 429 } };
    const json = parsed(text);
    if (!json || typeof json !== 'object') return { trouble: { kind: 'unreadable', retryable: false } };
    const trouble = troubleIn(json);
    if (trouble) return { trouble };
    const images = (Array.isArray(json.images) ? json.images : []).filter(image => typeof image === 'string' && image).map(bare);
    if (images.length === 0) return { trouble: { kind: 'empty', retryable: false } };
    return { images, info: infoOf(json) };
}

/** What the bridge says about the pictures; empty where another server answers. */
export function infoOf(json) {
    const info = (typeof json.info === 'string' ? parsed(json.info) : json.info) ?? {};
    const extra = { ...info.extra_generation_params };
    const take = name => {
        const value = extra[name];
        delete extra[name];
        return value === undefined || value === null ? undefined : String(value);
    };
    const described = { provider: take('Provider'), cost: take('Cost'), loras: take('LoRAs') };
    const final = take('Final prompt');
    return {
        ...described,
        prompt: final ?? String(info.prompt ?? ''),
        negative: String(info.negative_prompt ?? ''),
        width: info.width,
        height: info.height,
        seed: info.seed,
        notes: Object.entries(extra).map(([topic, value]) => [topic, String(value)]),
    };
}

/** What was asked aside, out of the names of samplers; null where another server lists its own. */
export function answersIn(names) {
    const answers = parsed(String(names?.[0] ?? ''));
    return answers && typeof answers === 'object' ? answers : null;
}

/** `image/png` and its like, from the first characters of its base64. */
export function formatOf(image) {
    if (image.startsWith('/9j/')) return 'jpg';
    if (image.startsWith('UklGR')) return 'webp';
    return 'png';
}

function troubleIn(json) {
    const { error } = json;
    if (!error) return null;
    if (typeof error === 'object') {
        return {
            kind: String(error.kind ?? 'error'),
            message: String(error.message ?? ''),
            retryable: error.retryable === true,
            retryAfter: Number.isFinite(error.retry_after) ? error.retry_after : undefined,
            id: error.id,
        };
    }
    // The usual body of a failure, which a heartbeat made a 200.
    return { kind: String(error), message: String(json.message ?? json.detail ?? error), retryable: json.status === 503 || json.status === 429 };
}

function parsed(text) {
    try {
        return JSON.parse(text);
    } catch {
        return null;
    }
}

function bare(image) {
    return image.replace(/^data:[^,]*,/, '');
}
