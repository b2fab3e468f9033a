import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { WORDS, progressOf, reasonOf, speaker, spendOf, whoOf } from '../src/words.js';

const ROOT = join(import.meta.dirname, '..');
const read = path => readFile(join(ROOT, path), 'utf8');
const say = speaker(text => text);

describe('every language', async () => {
    const manifest = JSON.parse(await read('manifest.json'));
    const html = await read('settings.html');
    const keys = [...new Set([...Object.values(WORDS), ...[...html.matchAll(/data-i18n="([^"]+)"/g)].map(match => match[1])])];
    const places = text => (text.match(/\{\d\}/g) ?? []).sort();

    it('is in the manifest', async () => {
        assert.deepEqual(Object.values(manifest.i18n).sort(), (await readdir(join(ROOT, 'i18n'))).map(name => `i18n/${name}`).sort());
        assert.deepEqual(Object.keys(manifest.i18n), ['de-de', 'fr-fr', 'es-es', 'ja-jp', 'zh-cn']);
    });

    for (const [locale, file] of Object.entries(manifest.i18n)) {
        it(`${locale} says everything, with the same places for values, and nothing else`, async () => {
            const words = JSON.parse(await read(file));
            assert.deepEqual(Object.keys(words).sort(), [...keys].sort());
            for (const key of keys) {
                assert.ok(words[key].trim(), key);
                assert.deepEqual(places(words[key]), places(key), key);
            }
        });
    }

    it('finds the text of the panel as its key', () => {
        for (const [, key, text] of html.matchAll(/data-i18n="([^"]+)">([^<]*)</g)) assert.equal(text, key);
    });
});

it('the manifest names files that are there, and functions that the module has', async () => {
    const manifest = JSON.parse(await read('manifest.json'));
    const module = await read(manifest.js);
    await read(manifest.css);
    for (const hook of Object.values(manifest.hooks)) assert.match(module, new RegExp(`export async function ${hook}\\b`));
    assert.match(module, new RegExp(`globalThis\\.${manifest.generate_interceptor}\\b`));
});

describe('what is said', () => {
    it('of progress', () => {
        assert.equal(progressOf({ phase: 'queued', ahead: 2 }, say), 'Waiting: 2 before it');
        assert.equal(progressOf({ phase: 'queued', ahead: 0 }, say), 'Waiting for its turn');
        assert.equal(progressOf({ phase: 'drawing' }, say), 'Drawing…');
        assert.equal(progressOf({ phase: 'drawing', by: 'fal', fraction: 0.424, eta: 6.2 }, say), 'Drawing at fal… · 42 % · about 6 s');
    });
    it('of trouble', () => {
        assert.match(reasonOf({ kind: 'unreachable' }, 'http://x', say), /does not reach the bridge at http:\/\/x/);
        assert.equal(reasonOf({ kind: 'OutOfCredit', message: 'no credit at fal' }, '', say), 'no credit at fal');
        assert.equal(reasonOf({ kind: 'Odd' }, '', say), 'Odd');
    });
    it('of who was recognised', () => {
        const mentions = [{ text: 'Mira', id: 'mira', present: true }, { text: 'Kael', id: 'kael', present: false, rule: 'gone' }, { text: 'she', id: 'mira', present: false, rule: 'x' }];
        assert.deepEqual(whoOf({ present: ['mira'], mentions }), [['recognised', 'mira'], ['absent', 'Kael (gone)']]);
        assert.deepEqual(whoOf(null), []);
    });
    it('of spend, as far as the bridge tells', () => {
        assert.equal(spendOf(null, say), '');
        assert.equal(spendOf({ today: { spent_usd: 0.0123, budget_usd: 5 } }, say), 'Spent today: $0.0123 of $5.00');
        assert.equal(spendOf({ spent_usd: '1.5' }, say), 'Spent today: $1.50');
    });
});
