// Flux LoRA Bridge for SillyTavern: puts the parts together and listens to SillyTavern's events.
import { Bridge, follow } from './src/bridge.js';
import { show, showWho } from './src/cards.js';
import { offerTool, register } from './src/commands.js';
import { Illustrator } from './src/illustrator.js';
import { withoutPictures } from './src/interceptor.js';
import { panel } from './src/panel.js';
import { Queue, pause } from './src/queue.js';
import { sceneOf } from './src/scene.js';
import { NAME, complete } from './src/settings.js';
import { attach, context, lastReply, saver, sd } from './src/tavern.js';
import { speaker } from './src/words.js';

const FOLDER = new URL('.', import.meta.url).pathname.split('/').filter(Boolean).slice(-2).map(decodeURIComponent).join('/');

const report = failure => console.warn('[Flux LoRA Bridge]', failure);

/** Called by SillyTavern while it starts, and when the extension is installed or switched on. */
export async function activate() {
    const { extensionSettings } = context();
    extensionSettings[NAME] = complete(extensionSettings[NAME]);
    const say = speaker(text => context().translate(text));
    const settings = () => context().extensionSettings[NAME];
    const save = () => context().saveSettingsDebounced();
    const bridge = new Bridge(() => context().getRequestHeaders());
    let controls = null;

    const seen = paintSoon(() => {
        const chat = document.querySelector('#chat');
        const atEnd = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 60;
        for (const element of document.querySelectorAll('#chat .mes')) {
            show(element, illustrator.viewOf(Number(element.getAttribute('mesid'))), { say, address: sd()?.auto_url ?? '' });
        }
        // Who reads the end of the chat keeps seeing it.
        if (atEnd) chat.scrollTop = chat.scrollHeight;
        controls?.queue(illustrator.queue.length());
    });
    const queue = new Queue(() => settings().concurrency, seen);
    const illustrator = new Illustrator({
        context, settings, sd, bridge, attach, pause,
        saveSettings: save,
        saveChat: saver(report),
        changed: seen,
        watch: (job, signal) => follow(job, signal, {
            ask: async key => (await bridge.ask(sd(), { job: key }))?.job ?? null,
            direct: settings().direct_url,
            changed: seen,
            pause,
        }),
    }, queue);

    globalThis.fluxBridgeInterceptor = chat => {
        if (settings().keep_out_of_prompt) withoutPictures(chat);
    };
    listen(illustrator, seen);
    controls = await addPanel({ illustrator, settings, save, say, bridge });
    addButtons(illustrator, say);
    explainWhenOpened({ illustrator, settings, bridge, say });
    register({ illustrator, say, context });
    offerTool({ illustrator, say, settings, context });
    illustrator.opened();
}

/** Called by SillyTavern when the extension is deleted together with its data. */
export async function clean() {
    delete context().extensionSettings[NAME];
    context().saveSettingsDebounced();
}

function listen(illustrator, seen) {
    const { eventSource, eventTypes } = context();
    // Never awaited, and after SillyTavern is through with the message: the chat waits for no picture.
    const later = work => (...given) => {
        setTimeout(() => {
            try {
                work(...given);
            } catch (failure) {
                report(failure);
            }
        });
    };
    const on = (name, work) => eventTypes[name] && eventSource.on(eventTypes[name], later(work));
    on('CHARACTER_MESSAGE_RENDERED', (index, type) => illustrator.rendered(Number(index), type));
    on('MESSAGE_EDITED', index => illustrator.edited(Number(index)));
    on('MESSAGE_DELETED', () => illustrator.deleted());
    on('MESSAGE_SWIPE_DELETED', () => illustrator.deleted());
    on('CHAT_CHANGED', () => illustrator.opened());
    for (const name of ['MESSAGE_SWIPED', 'MESSAGE_UPDATED', 'USER_MESSAGE_RENDERED', 'MORE_MESSAGES_LOADED', 'CHAT_LOADED']) on(name, seen);
}

async function addPanel({ illustrator, settings, save, say, bridge }) {
    const { renderExtensionTemplateAsync } = context();
    document.querySelector('#flux_bridge_settings')?.remove();
    const html = await renderExtensionTemplateAsync(FOLDER, 'settings');
    const place = document.querySelector('#extensions_settings2') ?? document.querySelector('#extensions_settings');
    place.insertAdjacentHTML('beforeend', html);
    const root = document.querySelector('#flux_bridge_settings');
    const tour = () => showTour(say);
    const manifest = await (await fetch(new URL('manifest.json', import.meta.url))).json();
    const controls = panel(root, {
        settings, sd, say, bridge, tour,
        version: manifest.version,
        stopAll: () => illustrator.stopAll(),
        save: () => {
            save();
            offerTool({ illustrator, say, settings, context });
        },
    });
    if (!settings().tour_done) {
        settings().tour_done = true;
        save();
        tour();
    }
    return controls;
}

function showTour(say) {
    const { callGenericPopup, POPUP_TYPE } = context();
    const tour = document.createElement('div');
    tour.className = 'flux-bridge-tour';
    const title = Object.assign(document.createElement('h3'), { textContent: say('tourTitle') });
    const steps = document.createElement('ol');
    for (const word of ['tourAddress', 'tourAuto', 'tourMessage', 'tourTest']) steps.append(Object.assign(document.createElement('li'), { textContent: say(word) }));
    tour.append(title, steps);
    callGenericPopup(tour, POPUP_TYPE.TEXT, '', { okButton: say('tourDone') });
}

function addButtons(illustrator, say) {
    const button = () => {
        const element = Object.assign(document.createElement('div'), { className: 'mes_button flux_bridge_draw fa-solid fa-palette interactable', title: say('illustrate'), tabIndex: 0 });
        element.setAttribute('role', 'button');
        return element;
    };
    for (const place of document.querySelectorAll('#message_template .extraMesButtons, #chat .mes .extraMesButtons')) {
        if (!place.querySelector('.flux_bridge_draw')) place.prepend(button());
    }
    const wand = document.querySelector('#extensionsMenu');
    for (const [id, icon, word, act] of [
        ['flux_bridge_wand', 'fa-palette', 'illustrateLast', () => illustrator.illustrate(lastReply(), { kind: 'more' })],
        ['flux_bridge_wand_stop', 'fa-stop', 'stopAll', () => illustrator.stopAll()],
    ]) {
        document.getElementById(id)?.remove();
        const item = Object.assign(document.createElement('div'), { id, className: 'list-group-item flex-container flexGap5 interactable', tabIndex: 0 });
        item.append(Object.assign(document.createElement('div'), { className: `fa-solid ${icon} extensionsMenuExtensionButton` }), Object.assign(document.createElement('span'), { textContent: say(word) }));
        item.addEventListener('click', act);
        wand?.append(item);
    }
    document.addEventListener('click', event => {
        const target = event.target.closest?.('.flux_bridge_draw, [data-flux-bridge]');
        const index = Number(target?.closest('.mes')?.getAttribute('mesid') ?? NaN);
        if (target && Number.isInteger(index)) act(illustrator, index, target.dataset.fluxBridge ?? 'more', say).catch(report);
    });
}

/** Who was recognised and why is asked when someone wants to know. */
function explainWhenOpened({ illustrator, settings, bridge, say }) {
    document.addEventListener('toggle', async event => {
        const details = event.target;
        if (!details.open || !details.closest?.('.flux-bridge-card')) return;
        const index = Number(details.closest('.mes').getAttribute('mesid'));
        const scene = sceneOf(context(), index, sd(), settings().recent_messages);
        const text = illustrator.promptOf(index) ?? scene.text;
        const asked = { text, visible_characters: scene.visible, character_prompts: scene.prompts };
        showWho(details, await bridge.match(sd(), asked), say);
    }, true);
}

async function act(illustrator, index, action, say) {
    if (action === 'stop') illustrator.stop(index);
    else if (action !== 'edit') illustrator.illustrate(index, { kind: action });
    else {
        const { chat, callGenericPopup, POPUP_TYPE } = context();
        const { sent, chat: chatBefore } = { sent: chat[index].send_date, chat: context().chatId };
        const words = await callGenericPopup(say('editTitle'), POPUP_TYPE.INPUT, chat[index].mes, { rows: 8 });
        const now = context();
        // The chat may have gone on while the user was writing.
        if (!words || now.chatId !== chatBefore || now.chat[index]?.send_date !== sent) return;
        illustrator.illustrate(index, { kind: 'redraw', prompt: String(words) });
    }
}

/** Many wishes in one moment paint once. */
function paintSoon(paint) {
    let wished = false;
    return () => {
        if (wished) return;
        wished = true;
        setTimeout(() => {
            wished = false;
            try {
                paint();
            } catch (failure) {
                report(failure);
            }
        }, 30);
    };
}

