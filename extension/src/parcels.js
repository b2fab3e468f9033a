// Pictures that were finished while their chat was not open wait here, in the extension's settings, until it is opened again.

const MOST = 50;

/** @param {object[]} parcels @param {{ticket: object, media: object[], info: object, replace: boolean}} parcel */
export function keep(parcels, parcel) {
    return [...parcels, parcel].slice(-MOST);
}

/** @returns {[object[], object[]]} those of this chat, and the rest */
export function takeFor(parcels, chat) {
    const fits = parcel => parcel?.ticket?.chat === String(chat);
    return [parcels.filter(fits), parcels.filter(parcel => !fits(parcel))];
}

/** A picture is not put beside itself. */
export function withMedia(media, added, replace, ours = entry => entry.flux_bridge) {
    const current = media ?? [];
    const fresh = added.filter(entry => !current.some(one => one.url === entry.url));
    return [...(replace ? current.filter(entry => !ours(entry)) : current), ...fresh];
}
