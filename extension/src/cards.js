// The line under a message: how far its picture is, why there is none, or what is to be known about it.
import { progressOf, reasonOf, whoOf } from './words.js';

const CLASS = 'flux-bridge-card';

/**
 * Shows a view in a message's element; null takes the line away.
 *
 * @param {HTMLElement} element `.mes`
 * @param {object | null} view see Illustrator.viewOf
 */
export function show(element, view, { say, address }) {
    const place = element.querySelector('.mes_block');
    if (!place) return;
    const old = element.querySelector(`.${CLASS}`);
    if (!view) {
        old?.remove();
        return;
    }
    const card = old?.dataset.phase === view.phase ? old : built(view.phase);
    if (card !== old) {
        old?.remove();
        (element.querySelector('.mes_media_wrapper') ?? place.lastElementChild).after(card);
    }
    FILL[view.phase](card, view, say, address);
}

/** Adds to an opened line who was recognised, and who is only named, with the rule that says so. */
export function showWho(details, match, say) {
    details.querySelector('.flux-bridge-who')?.remove();
    const rows = whoOf(match).map(([word, names]) => [text('dt', say(word)), text('dd', names)]);
    if (!rows.length) return;
    const list = Object.assign(document.createElement('dl'), { className: 'flux-bridge-who' });
    list.append(...rows.flat());
    details.querySelector('summary').after(list);
}

const FILL = {
    queued: waiting,
    drawing: waiting,
    retrying(card, view, say, address) {
        line(card, say('retrying', reasonOf(view.trouble, address, say)));
        buttons(card, say, [['stop', 'fa-stop', 'stop']]);
    },
    failed(card, view, say, address) {
        line(card, say('failed', reasonOf(view.trouble, address, say)));
        if (view.trouble?.id) card.title = view.trouble.id;
        buttons(card, say, [['retry', 'fa-rotate-right', 'retry'], ['edit', 'fa-pen', 'editPrompt']]);
    },
    stopped(card, view, say) {
        line(card, say('stopped'));
        buttons(card, say, [['retry', 'fa-palette', 'draw']]);
    },
    done,
};

function waiting(card, view, say) {
    const text = progressOf(view, say);
    line(card, text);
    const bar = card.querySelector('progress') ?? card.insertBefore(document.createElement('progress'), card.querySelector('.flux-bridge-buttons'));
    bar.max = 1;
    bar.setAttribute('aria-label', text);
    if (view.fraction > 0) bar.value = view.fraction;
    else bar.removeAttribute('value');
    card.title = view.doing ?? '';
    buttons(card, say, [['stop', 'fa-stop', 'stop']]);
}

function done(card, view, say) {
    const info = view.info ?? {};
    const facts = [
        ['provider', info.provider], ['cost', info.cost], ['loras', info.loras], ...(info.notes ?? []), ['prompt', info.prompt], ['seed', info.seed],
    ].filter(([, value]) => value !== undefined && value !== '');
    card.title = facts.slice(0, 3).map(([name, value]) => `${say(name)}: ${value}`).join('\n');
    let details = card.querySelector('details');
    if (!details) {
        details = document.createElement('details');
        details.append(document.createElement('summary'), document.createElement('dl'));
        card.prepend(details);
    }
    details.querySelector('summary').textContent = [info.loras, info.provider, info.cost].filter(Boolean).join(' · ') || say('pictureInfo');
    details.querySelector('dl:not(.flux-bridge-who)').replaceChildren(...facts.flatMap(([name, value]) => [text('dt', say(name)), text('dd', String(value))]));
    buttons(card, say, [['redraw', 'fa-rotate', 'redraw'], ['edit', 'fa-pen', 'editPrompt'], ['more', 'fa-plus', 'more']]);
}

function built(phase) {
    const card = document.createElement('div');
    card.className = CLASS;
    card.dataset.phase = phase;
    card.setAttribute('role', phase === 'done' ? 'group' : 'status');
    return card;
}

function line(card, words) {
    const span = card.querySelector('.flux-bridge-line') ?? card.insertBefore(Object.assign(document.createElement('span'), { className: 'flux-bridge-line' }), card.firstChild);
    if (span.textContent !== words) span.textContent = words;
}

function buttons(card, say, wanted) {
    if (card.querySelector('.flux-bridge-buttons')) return;
    const row = Object.assign(document.createElement('span'), { className: 'flux-bridge-buttons' });
    for (const [action, icon, word] of wanted) {
        const button = Object.assign(document.createElement('button'), { type: 'button', className: `menu_button fa-solid ${icon} interactable`, title: say(word) });
        button.dataset.fluxBridge = action;
        button.setAttribute('aria-label', say(word));
        row.append(button);
    }
    card.append(row);
}

function text(tag, words) {
    return Object.assign(document.createElement(tag), { textContent: words });
}
