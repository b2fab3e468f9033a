// Which messages are illustrated by themselves.

/** Types of a rendered message (SillyTavern's) that a setting must allow; others are always looked at. */
const BY_SETTING = { swipe: 'on_swipe', continue: 'on_continue', first_message: 'on_first_message', command: 'on_command' };

/** Never: `extension` is the message that shows a picture of `/imagine`, `impersonate` the user's own text. */
const NEVER = new Set(['extension', 'impersonate', 'quiet']);

/**
 * @param {{type: string, message: object, replies: number}} happened replies: how many replies of characters stand up to this one
 * @param {object} settings
 * @returns {boolean} whether the message is to be illustrated
 */
export function shallDraw({ type, message, replies }, settings) {
    if (!settings.enabled || settings.mode === 'manual') return false;
    if (!message || message.is_user || message.is_system || !String(message.mes ?? '').trim()) return false;
    if (NEVER.has(type)) return false;
    if (BY_SETTING[type] && !settings[BY_SETTING[type]]) return false;
    if (settings.mode === 'keyword') return hasKeyword(message.mes, settings.keywords);
    return replies % settings.every === 0;
}

/** Counted in the chat itself, so that a swipe, a reload and another device come to the same answer. */
export function repliesUpTo(chat, index) {
    return chat.slice(0, index + 1).filter(message => !message.is_user && !message.is_system).length;
}

/** Keywords are whole words, split by commas or lines; `/…/i` is a regular expression. An expression that cannot be read matches nothing. */
export function hasKeyword(text, keywords) {
    return split(keywords).some(keyword => matcher(keyword)?.test(text));
}

/** Those of the keywords that cannot be read. */
export function brokenKeywords(keywords) {
    return split(keywords).filter(keyword => matcher(keyword) === null);
}

// A comma within /…/ belongs to the expression.
function split(keywords) {
    const found = String(keywords ?? '').match(/\s*\/(?:\\.|[^/\n\\])+\/[a-z]*\s*(?=,|\n|$)|[^,\n]+/g) ?? [];
    return found.map(keyword => keyword.trim()).filter(Boolean);
}

function matcher(keyword) {
    const expression = /^\/(.+)\/([a-z]*)$/s.exec(keyword);
    try {
        if (expression) return new RegExp(expression[1], expression[2].replace(/[gy]/g, ''));
        const escaped = keyword.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
        // Scripts without spaces between words have no edges to look for.
        const edged = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(keyword);
        return new RegExp(edged ? escaped : `(?<![\\p{L}\\p{N}_])${escaped}(?![\\p{L}\\p{N}_])`, 'iu');
    } catch {
        return null;
    }
}
