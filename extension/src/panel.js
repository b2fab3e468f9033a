// The settings panel: fields bound by data-setting and data-override, buttons by data-action.
import { missing } from './order.js';
import { DEFAULTS, complete, override } from './settings.js';
import { brokenKeywords } from './triggers.js';
import { reasonOf, spendOf } from './words.js';

/**
 * @param {HTMLElement} root
 * @param {object} on settings, sd, save, say, bridge, version, home, stopAll, tour
 */
export function panel(root, on) {
    const { say } = on;
    for (const field of root.querySelectorAll('[data-setting]')) {
        fill(field, on.settings()[field.dataset.setting]);
        field.addEventListener('input', () => {
            take(field, on.settings());
            on.save();
            adapt();
        });
        field.addEventListener('change', () => fill(field, on.settings()[field.dataset.setting]));
    }
    for (const field of root.querySelectorAll('[data-override]')) {
        const name = field.dataset.override;
        field.value = on.settings().overrides[name] ?? '';
        field.addEventListener('input', () => {
            on.settings().overrides[name] = override(name, field.value);
            on.save();
        });
    }
    root.querySelector('[data-action="test"]').addEventListener('click', () => test());
    root.querySelector('[data-action="tour"]').addEventListener('click', () => on.tour());
    root.querySelector('[data-action="stop-all"]').addEventListener('click', () => on.stopAll());
    root.querySelector('.inline-drawer-toggle').addEventListener('click', () => {
        adapt();
        spend();
    });
    adapt();

    function adapt() {
        const { mode, keywords } = on.settings();
        for (const part of root.querySelectorAll('[data-when]')) part.hidden = part.dataset.when !== mode;
        const broken = mode === 'keyword' ? brokenKeywords(keywords) : [];
        status('keywords', broken.length ? say('brokenKeywords', broken.join(', ')) : '', 'bad');
        // What an empty field stands for.
        const sd = on.sd() ?? {};
        for (const field of root.querySelectorAll('[data-override]')) {
            const value = sd[field.dataset.override];
            field.placeholder = value === undefined || value === null || value === '' ? '' : say('fromTavern', value);
        }
        root.querySelector('#flux_bridge_styles').replaceChildren(...(sd.styles ?? []).map(style => Object.assign(document.createElement('option'), { value: style.name })));
    }

    function status(name, words, kind = '') {
        const line = root.querySelector(`[data-status="${name}"]`);
        line.textContent = words;
        if (words && kind) line.dataset.kind = kind;
        else delete line.dataset.kind;
    }

    async function test() {
        status('connection', say('testing'));
        const sd = on.sd();
        const lacking = missing(sd);
        if (lacking) return status('connection', reasonOf({ kind: lacking }, sd?.auto_url, say), 'bad');
        if (!(await on.bridge.ping(sd))) return status('connection', say('unreachable', sd.auto_url), 'bad');
        const about = (await on.bridge.ask(sd, { about: true }))?.about;
        if (!about) return status('connection', say('notBridge', sd.auto_url), 'bad');
        const other = /^\d/.test(about.version) && about.version !== on.version;
        if (other) return status('connection', say('otherVersion', about.version, on.version, new URL('/extension.git', sd.auto_url).href), 'bad');
        status('connection', say('connected', about.version), 'good');
        spend();
    }

    async function spend() {
        const sd = on.sd();
        if (missing(sd)) return;
        status('spend', spendOf((await on.bridge.ask(sd, { spend: true }))?.spend, say));
    }

    return {
        spend,
        queue: length => status('queue', length > 0 ? say('queueLength', length) : ''),
    };
}

function fill(field, value) {
    if (field.type === 'checkbox') field.checked = value;
    else field.value = value;
}

function take(field, settings) {
    const name = field.dataset.setting;
    const raw = field.type === 'checkbox' ? field.checked : typeof DEFAULTS[name] === 'number' ? Number.parseInt(field.value, 10) : field.value;
    settings[name] = complete({ ...settings, [name]: raw })[name];
}
