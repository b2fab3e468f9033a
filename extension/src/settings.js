// The extension's own settings, and how they lie over SillyTavern's image settings.

/** Under this name the settings stand in `extensionSettings`, and what is remembered of a message in its `extra`. */
export const NAME = 'flux_bridge';

/** What SillyTavern's image settings say can be overridden, by their names there; null leaves SillyTavern's. */
export const OVERRIDABLE = Object.freeze({
    steps: 'number',
    scale: 'number',
    width: 'number',
    height: 'number',
    seed: 'number',
    sampler: 'text',
    scheduler: 'text',
    style: 'text',
    prompt_prefix: 'text',
    negative_prompt: 'text',
});

export const DEFAULTS = Object.freeze({
    enabled: true,
    /** `every` reply (each Nth), those with a `keyword`, or none by itself: `manual`. */
    mode: 'every',
    every: 1,
    keywords: '',
    on_swipe: true,
    on_continue: false,
    on_first_message: false,
    on_command: false,
    recent_messages: 4,
    pictures: 1,
    concurrency: 1,
    retry: true,
    keep_out_of_prompt: true,
    function_tool: false,
    /** The bridge's address as the browser sees it, for live progress; empty asks through SillyTavern. */
    direct_url: '',
    overrides: Object.freeze(Object.fromEntries(Object.keys(OVERRIDABLE).map(name => [name, null]))),
    tour_done: false,
    /** Finished pictures whose chat was not open; see parcels.js. */
    parcels: Object.freeze([]),
});

/** Stored settings made whole: what is missing or of a wrong kind gets its default, numbers are put into their bounds. */
export function complete(stored) {
    const given = stored && typeof stored === 'object' ? stored : {};
    const whole = {};
    for (const [name, fallback] of Object.entries(DEFAULTS)) {
        const value = given[name];
        whole[name] = sameKind(value, fallback) ? structuredClone(value) : structuredClone(fallback);
    }
    if (!['every', 'keyword', 'manual'].includes(whole.mode)) whole.mode = DEFAULTS.mode;
    whole.every = bounded(whole.every, 1, 100);
    whole.recent_messages = bounded(whole.recent_messages, 0, 20);
    whole.pictures = bounded(whole.pictures, 1, 4);
    whole.concurrency = bounded(whole.concurrency, 1, 4);
    whole.overrides = { ...DEFAULTS.overrides, ...whole.overrides };
    return whole;
}

/** What is drawn with: SillyTavern's image settings with the overrides over them. */
export function drawing(sd, overrides = {}) {
    const own = name => present(overrides[name]) ?? null;
    const styled = (sd?.styles ?? []).find(style => style.name === own('style'));
    const value = name => own(name) ?? present(sd?.[name]) ?? null;
    return {
        steps: number(value('steps')),
        cfg_scale: number(value('scale')),
        width: number(value('width')),
        height: number(value('height')),
        seed: number(value('seed')) ?? -1,
        sampler_name: value('sampler'),
        scheduler: value('scheduler'),
        prefix: String(own('prompt_prefix') ?? styled?.prefix ?? sd?.prompt_prefix ?? ''),
        negative: String(own('negative_prompt') ?? styled?.negative ?? sd?.negative_prompt ?? ''),
    };
}

/** What a field of the panel means for an override: empty means SillyTavern's value. */
export function override(name, text) {
    const trimmed = String(text ?? '').trim();
    if (trimmed === '') return null;
    if (OVERRIDABLE[name] !== 'number') return trimmed;
    const value = Number(trimmed);
    return Number.isFinite(value) ? value : null;
}

function sameKind(value, fallback) {
    return value !== null && value !== undefined && typeof value === typeof fallback && Array.isArray(value) === Array.isArray(fallback);
}

function bounded(value, least, most) {
    return Math.min(most, Math.max(least, Math.round(Number.isFinite(value) ? value : least)));
}

function present(value) {
    return value === null || value === undefined || value === '' ? undefined : value;
}

function number(value) {
    if (value === null) return null;
    const read = Number(value);
    return Number.isFinite(read) ? read : null;
}
