// The one module that touches SillyTavern's message objects and elements.
import { withMedia } from './parcels.js';

export const context = () => SillyTavern.getContext();

export const sd = () => context().extensionSettings.sd;

/**
 * Puts pictures into a message, or into one of its swipes that is not in sight.
 *
 * @param {number | null} swipe null for the one in sight
 * @param {boolean} replace whether they take the place of ours
 */
export function attach(index, swipe, media, replace) {
    const { chat, appendMediaToMessage } = context();
    const message = chat[index];
    const target = swipe === null ? message : message.swipe_info[swipe];
    const extra = (target.extra ??= {});
    extra.media = withMedia(extra.media, media, replace);
    extra.media_display ??= 'gallery';
    extra.media_index = extra.media.length - 1;
    // False would hide the message's text.
    extra.inline_image = true;
    if (swipe === null) appendMediaToMessage(message, $(`#chat .mes[mesid="${index}"]`));
}

/** The index of the newest reply of a character, -1 for none. */
export function lastReply() {
    return context().chat.findLastIndex(message => !message.is_user && !message.is_system);
}

/** Saves the chat soon; many wishes in a moment make one save. SillyTavern itself waits for its own saves. */
export function saver(report) {
    let timer = null;
    return () => {
        const { chatId } = context();
        clearTimeout(timer);
        timer = setTimeout(() => {
            const now = context();
            // Another chat was opened meanwhile; SillyTavern saved the old one on leaving it.
            if (now.chatId === chatId) Promise.resolve(now.saveChat()).catch(report);
        }, 100);
    };
}
