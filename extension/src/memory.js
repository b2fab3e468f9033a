// What is remembered of a message, and how a message is found again when its picture is there. No reference to a message is ever held over
// a wait: SillyTavern clones `extra` when a message is swiped, and reads the chat anew when it is opened.
import { NAME } from './settings.js';

/** 53 bits of a text, as a word: enough to tell the texts of one message apart. */
export function hash(text) {
    let a = 0xdeadbeef;
    let b = 0x41c6ce57;
    for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        a = Math.imul(a ^ code, 2654435761);
        b = Math.imul(b ^ code, 1597334677);
    }
    a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
    b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
    return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
}

/** Names one version of one message: the chat, when it was sent, which swipe and which text. */
export function ticketOf(chatId, message) {
    return { chat: String(chatId), sent: String(message.send_date ?? ''), swipe: message.swipe_id ?? 0, text: hash(String(message.mes ?? '')) };
}

/** The same version of the same message has the same id, in every tab and after a reload. */
export function idOf(ticket) {
    return hash([ticket.chat, ticket.sent, ticket.swipe, ticket.text].join('\n'));
}

/**
 * Finds the version of the message that a ticket names.
 *
 * @returns {{index: number, swipe: number | null} | null} swipe: null when it is the one in sight, else which of the message's swipes; null
 *     when it is gone: deleted, regenerated, or its text is another now
 */
export function locate(chat, ticket, { anyText = false } = {}) {
    const fits = text => anyText || hash(String(text ?? '')) === ticket.text;
    for (let index = chat.length - 1; index >= 0; index--) {
        const message = chat[index];
        const current = message.swipe_id ?? 0;
        if (String(message.send_date ?? '') === ticket.sent && current === ticket.swipe && fits(message.mes)) return { index, swipe: null };
        const swipes = message.swipe_info ?? [];
        for (let swipe = 0; swipe < swipes.length; swipe++) {
            if (swipe === current) continue;
            if (String(swipes[swipe]?.send_date ?? '') === ticket.sent && fits(message.swipes?.[swipe])) return { index, swipe };
        }
    }
    return null;
}

/** What is remembered of the version in sight; a new swipe inherits the old one's `extra`, which is not its own. */
export function recall(message) {
    const kept = message?.extra?.[NAME];
    return kept && kept.swipe === (message.swipe_id ?? 0) && kept.sent === String(message.send_date ?? '') ? kept : null;
}

/**
 * @param {'pending' | 'done' | 'failed' | 'stopped'} state
 * @param {object} [more] why, info, attempt
 */
export function remember(message, state, more = {}) {
    const ticket = ticketOf('', message);
    message.extra ??= {};
    message.extra[NAME] = { state, swipe: ticket.swipe, sent: ticket.sent, text: ticket.text, ...more };
}

/** Whether this very text of this very swipe has been taken care of, whatever came of it. */
export function isCaredFor(message) {
    return recall(message)?.text === hash(String(message.mes ?? ''));
}

/**
 * Names one order to the bridge, which carries it out once: the same message with the same settings has the same key after a reload, and gets
 * the same picture instead of a second bill. Who wants another picture counts the attempt up.
 */
export function orderKey(ticket, body, attempt) {
    return `st-${idOf(ticket)}-${hash(JSON.stringify(body))}-${attempt}`;
}
