// Everything the extension says, in English; the keys of the files in i18n/ are these texts. {0}, {1} stand for values.

export const WORDS = Object.freeze({
    queued: 'Waiting: {0} before it',
    next: 'Waiting for its turn',
    drawing: 'Drawing…',
    drawingBy: 'Drawing at {0}…',
    percent: '{0} %',
    eta: 'about {0} s',
    retrying: 'Trying again in a moment: {0}',
    failed: 'No picture: {0}',
    stopped: 'Stopped before the picture was there',
    stop: 'Stop',
    retry: 'Try again',
    draw: 'Draw it',
    redraw: 'Draw anew',
    editPrompt: 'Draw with other words',
    more: 'One more of these',
    editTitle: 'What shall be drawn instead of the message?',
    provider: 'Provider',
    cost: 'Cost',
    loras: 'LoRAs',
    prompt: 'Prompt',
    seed: 'Seed',
    pictureInfo: 'About this picture',
    recognised: 'Recognised',
    absent: 'Named, not in the picture',
    illustrate: 'Illustrate with the bridge',
    illustrateLast: 'Illustrate the last reply',
    stopAll: 'Stop all illustrations',
    queueLength: '{0} in the queue',
    unreachable: 'SillyTavern does not reach the bridge at {0}. Is it running? If SillyTavern runs on another machine or in a container, 127.0.0.1 is that machine. If the bridge has access tokens, one belongs into Authentication under Image Generation.',
    noAddress: 'The address of the bridge is missing: enter it above under Image Generation, source AUTOMATIC1111, SD Web UI URL.',
    badAddress: '{0} is no address: it begins with http:// or https://',
    noImageExtension: 'Image Generation is switched off: switch it on under Manage extensions.',
    tavernFailed: 'SillyTavern answered: {0}',
    empty: 'The bridge sent no picture. Its log says why.',
    unreadable: 'What answers at {0} is not the bridge.',
    notBridge: 'At {0} answers another A1111 server. Pictures work; reasons, progress and characters come from the bridge only.',
    connected: 'Connected: Flux LoRA Bridge {0}',
    otherVersion: 'The bridge is version {0}, this extension {1}: update it under Manage extensions, or delete it and install it anew from {2}',
    testing: 'Asking the bridge…',
    spend: 'Spent today: {0}',
    spendOf: 'Spent today: {0} of {1}',
    brokenKeywords: 'Cannot be read: {0}',
    fromTavern: 'SillyTavern: {0}',
    nothingToDraw: 'There is no reply to illustrate',
    toolName: 'Illustrate',
    toolSays: 'The picture is being drawn and will appear in the chat.',
    tourTitle: 'Pictures as the story is told',
    tourAddress: 'Image Generation, source AUTOMATIC1111: the SD Web UI URL is the bridge’s address. Size, steps, prefix and negative prompt are taken from there too.',
    tourAuto: 'Each reply gets a picture by itself. Every Nth, by keyword or by hand only: under Flux LoRA Bridge in this panel.',
    tourMessage: 'The palette at a message draws one by hand. Under each picture: draw anew, with other words, one more, and who was recognised.',
    tourTest: 'Now press “Test the connection”.',
    tourDone: 'Understood',
});

/** @param {(text: string) => string} translate SillyTavern's */
export function speaker(translate) {
    return (word, ...values) => fill(translate(WORDS[word] ?? word), values);
}

export function fill(text, values) {
    return text.replaceAll(/\{(\d)\}/g, (whole, place) => values[place] ?? whole);
}

/** Why there is no picture, and what to do, in the user's words. */
export function reasonOf(trouble, address, say) {
    switch (trouble?.kind) {
        case 'unreachable': return say('unreachable', address);
        case 'no-address': return say('noAddress');
        case 'bad-address': return say('badAddress', address);
        case 'no-image-extension': return say('noImageExtension');
        case 'tavern': return say('tavernFailed', trouble.message);
        case 'empty': return say('empty');
        case 'unreadable': return say('unreadable', address);
        default: return trouble?.message || String(trouble?.kind ?? '');
    }
}

/** How far a picture is, in a line. */
export function progressOf(view, say) {
    if (view.phase === 'queued') return view.ahead > 0 ? say('queued', view.ahead) : say('next');
    const parts = [view.by ? say('drawingBy', view.by) : say('drawing')];
    if (view.fraction > 0) parts.push(say('percent', Math.round(view.fraction * 100)));
    if (view.eta >= 1) parts.push(say('eta', Math.round(view.eta)));
    return parts.join(' · ');
}

/** Who the bridge recognised, as rows of a word and names; empty where it does not tell. */
export function whoOf(match) {
    const present = match?.present ?? [];
    const absent = (match?.mentions ?? []).filter(mention => !mention.present && !present.includes(mention.id));
    const named = [...new Map(absent.map(mention => [mention.id ?? mention.text, `${mention.text} (${mention.rule})`])).values()];
    return [['recognised', present.join(', ')], ['absent', named.join(', ')]].filter(([, names]) => names);
}

/** Today's spend against its budget, as far as the bridge tells; empty where it does not. */
export function spendOf(spend, say) {
    const today = spend?.today ?? spend;
    const spent = amount(today, ['spent_usd', 'spend_usd', 'today_usd', 'usd', 'spent']);
    const budget = amount(today, ['budget_usd', 'limit_usd', 'budget', 'limit']) ?? amount(spend, ['budget_usd', 'daily_budget_usd', 'budget', 'limit']);
    if (spent === null) return '';
    return budget === null ? say('spend', money(spent)) : say('spendOf', money(spent), money(budget));
}

function amount(from, names) {
    for (const name of names) {
        const value = from?.[name];
        if (typeof value === 'number' || (typeof value === 'string' && /^\$?\d+(\.\d+)?$/.test(value))) return Number(String(value).replace('$', ''));
    }
    return null;
}

function money(dollars) {
    return `$${dollars.toFixed(dollars > 0 && dollars < 0.1 ? 4 : 2)}`;
}
