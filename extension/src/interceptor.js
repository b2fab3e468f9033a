// Keeps our pictures out of what the language model is sent. SillyTavern hands over shallow copies: entries are replaced, never changed.

/** @param {object[]} chat changed in place */
export function withoutPictures(chat) {
    for (let i = 0; i < chat.length; i++) {
        const media = chat[i]?.extra?.media;
        if (!Array.isArray(media) || !media.some(entry => entry?.flux_bridge)) continue;
        chat[i] = { ...chat[i], extra: { ...chat[i].extra, media: media.filter(entry => !entry?.flux_bridge) } };
    }
}
