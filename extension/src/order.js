// The body that goes to SillyTavern's `/api/sd/generate`, which hands it to the bridge as it is.
import { drawing } from './settings.js';
import { orderKey } from './memory.js';

/**
 * @param {{ticket: object, scene: object, prompt?: string, attempt: number}} wanted prompt: the user's own words instead of the message
 * @param {object} settings
 * @param {object} sd SillyTavern's image settings
 * @param {(text: string) => string} substitute SillyTavern's macros
 */
export function orderOf({ ticket, scene, prompt, attempt }, settings, sd, substitute = text => text) {
    const draw = drawing(sd, settings.overrides);
    const body = {
        url: sd?.auto_url,
        auth: sd?.auto_auth ?? '',
        prompt: withPrefix(substitute(draw.prefix), prompt ?? scene.text),
        negative_prompt: substitute(draw.negative),
        width: draw.width ?? undefined,
        height: draw.height ?? undefined,
        steps: draw.steps ?? undefined,
        cfg_scale: draw.cfg_scale ?? undefined,
        sampler_name: draw.sampler_name ?? undefined,
        scheduler: draw.scheduler ?? undefined,
        // A number, that is the user's choice, would give the same picture at every attempt.
        seed: draw.seed >= 0 ? (draw.seed + attempt) % 4_294_967_296 : undefined,
        batch_size: settings.pictures > 1 ? settings.pictures : undefined,
        visible_characters: scene.visible,
        character_prompts: scene.prompts,
        recent_messages: scene.recent,
        error_as_200: true,
    };
    const key = orderKey(ticket, body, attempt);
    return { ...JSON.parse(JSON.stringify(body)), idempotency_key: key, force_task_id: key };
}

/** As SillyTavern joins them: `{prompt}` in the prefix marks the place. */
export function withPrefix(prefix, prompt) {
    const before = prefix.trim();
    if (before.includes('{prompt}')) return before.replaceAll('{prompt}', () => prompt);
    return before ? `${before.replace(/,+$/, '')}, ${prompt}` : prompt;
}

/** What SillyTavern's settings miss for an order to be sent at all; null when nothing. */
export function missing(sd) {
    if (!sd) return 'no-image-extension';
    const address = String(sd.auto_url ?? '').trim();
    if (!address) return 'no-address';
    try {
        return ['http:', 'https:'].includes(new URL(address).protocol) ? null : 'bad-address';
    } catch {
        return 'bad-address';
    }
}
