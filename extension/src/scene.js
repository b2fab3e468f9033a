// What the bridge is told about the moment: the message as it was written, what went before, who may be in sight and how they look. Reads
// values only; nothing here decides who is in the picture, that is the bridge's business.

const MOST_VISIBLE = 16;
const LONGEST = 8000;

/**
 * @param {object} context SillyTavern's: chat, characters, characterId, groupId, groups, name1
 * @param {number} index of the message in the chat
 * @param {object} sd SillyTavern's image settings, which hold the character prompts
 * @param {number} recent how many messages before it are sent along
 */
export function sceneOf(context, index, sd, recent) {
    const { chat } = context;
    const before = chat.slice(0, index).filter(message => !message.is_system && String(message.mes ?? '').trim());
    const lately = recent > 0 ? before.slice(-recent) : [];
    const visible = visibleIn(context, chat[index], lately);
    return {
        text: plain(chat[index].mes),
        recent: lately.map(message => plain(message.mes)),
        visible,
        prompts: promptsOf(context, visible, sd),
    };
}

/** Names, most recent first: who speaks, who is named, who spoke lately, the group, the persona. */
export function visibleIn(context, message, lately) {
    const { characters = [], name1 } = context;
    const members = membersOf(context);
    const known = [...new Set([...members.map(member => member.name), ...characters.map(character => character.name), name1].filter(Boolean))];
    const found = [];
    const add = name => name && !found.includes(name) && found.push(name);
    for (const spoken of [message, ...[...lately].reverse()]) {
        if (!spoken.is_system) add(spoken.name);
        known.filter(name => names(spoken.mes, name)).forEach(add);
    }
    members.filter(member => !member.muted).forEach(member => add(member.name));
    return found.slice(0, MOST_VISIBLE);
}

/** The looks of those who may be in sight, from the image settings or else from the card. */
export function promptsOf(context, visible, sd) {
    const prompts = {};
    for (const name of visible) {
        const character = cardOf(context, name);
        const key = String(character?.avatar ?? '').replace(/\.[^.]*$/, '');
        const shared = character?.data?.extensions?.sd_character_prompt;
        // Old cards hold a text where an object belongs.
        const ofCard = typeof shared === 'string' ? { positive: shared } : (shared ?? {});
        const positive = text(sd?.character_prompts?.[key]) || text(ofCard.positive);
        const negative = text(sd?.character_negative_prompts?.[key]) || text(ofCard.negative);
        if (positive || negative) prompts[name] = { positive, negative };
    }
    return prompts;
}

/** Without what is not narration: comments, code, pictures, markup. Tags such as `<lora:name:1>` stay. */
export function plain(written) {
    const read = String(written ?? '')
        .replaceAll(/<(think|thinking|style|script)\b[^>]*>[\s\S]*?<\/\1>/gi, ' ')
        .replaceAll(/<!--[\s\S]*?-->/g, ' ')
        .replaceAll(/```[\s\S]*?(?:```|$)/g, ' ')
        .replaceAll(/!\[[^\]]*\]\([^)]*\)/g, ' ')
        .replaceAll(/<\/?[a-z][\w-]*(?=[\s>/])[^>]*>/gi, ' ')
        .replaceAll(/[ \t]+/g, ' ')
        .replaceAll(/ ?\n ?/g, '\n')
        .trim();
    return read.length <= LONGEST ? read : read.slice(-LONGEST);
}

function membersOf({ characters = [], characterId, groupId, groups = [] }) {
    if (groupId) {
        const group = groups.find(one => String(one.id) === String(groupId));
        return (group?.members ?? [])
            .map(avatar => ({ avatar, character: characters.find(character => character.avatar === avatar) }))
            .filter(member => member.character)
            .map(({ avatar, character }) => ({ name: character.name, muted: group.disabled_members?.includes(avatar) ?? false }));
    }
    const character = characters[characterId];
    return character ? [{ name: character.name, muted: false }] : [];
}

function cardOf({ characters = [], characterId, groupId, groups = [] }, name) {
    const same = characters.filter(character => character.name === name);
    const members = groups.find(group => String(group.id) === String(groupId))?.members ?? [];
    return same.find(character => members.includes(character.avatar)) ?? same.find(character => character === characters[characterId]) ?? same[0];
}

function names(written, name) {
    const escaped = name.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'iu').test(String(written ?? ''));
}

function text(value) {
    return typeof value === 'string' ? value.trim() : '';
}
