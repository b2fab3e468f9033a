import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brokenKeywords, hasKeyword, repliesUpTo, shallDraw } from '../src/triggers.js';
import { complete } from '../src/settings.js';

const reply = { mes: 'Mira laughed.', name: 'Mira' };
const asked = (settings, happened = {}) => shallDraw({ type: 'normal', message: reply, replies: 1, ...happened }, complete(settings));

describe('a reply is illustrated', () => {
    it('when nothing else is set', () => assert.ok(asked({})));
    it('not when switched off or by hand only', () => {
        assert.ok(!asked({ enabled: false }));
        assert.ok(!asked({ mode: 'manual' }));
    });
    it('every Nth', () => {
        const drawn = [1, 2, 3, 4, 5, 6].filter(replies => asked({ every: 3 }, { replies }));
        assert.deepEqual(drawn, [3, 6]);
    });
    it('never when it is the user, the system, empty, or the picture of /imagine', () => {
        assert.ok(!asked({}, { message: { ...reply, is_user: true } }));
        assert.ok(!asked({}, { message: { ...reply, is_system: true } }));
        assert.ok(!asked({}, { message: { ...reply, mes: '  ' } }));
        assert.ok(!asked({}, { type: 'extension' }));
        assert.ok(!asked({}, { message: undefined }));
    });
    it('by type as the settings say', () => {
        const types = ['normal', 'swipe', 'regenerate', 'continue', 'first_message', 'command'];
        assert.deepEqual(types.filter(type => asked({}, { type })), ['normal', 'swipe', 'regenerate']);
        const all = { on_continue: true, on_first_message: true, on_command: true, on_swipe: false };
        assert.deepEqual(types.filter(type => asked(all, { type })), ['normal', 'regenerate', 'continue', 'first_message', 'command']);
    });
    it('by keyword', () => {
        assert.ok(asked({ mode: 'keyword', keywords: 'smiled, laughed' }));
        assert.ok(!asked({ mode: 'keyword', keywords: 'smiled' }));
        assert.ok(!asked({ mode: 'keyword', keywords: '' }));
    });
});

it('replies are counted in the chat', () => {
    const chat = [{ is_user: false }, { is_user: true }, { is_system: true }, { is_user: false }];
    assert.deepEqual([0, 1, 2, 3].map(index => repliesUpTo(chat, index)), [1, 1, 1, 2]);
});

describe('keywords', () => {
    it('are whole words of any script', () => {
        assert.ok(hasKeyword('Ann went.', 'ann'));
        assert.ok(!hasKeyword('It was planned.', 'ann'));
        assert.ok(hasKeyword('Die Tür ging auf', 'tür\nfenster'));
        assert.ok(hasKeyword('彼女は雪の中', '雪'));
    });
    it('may be expressions, with commas in them', () => {
        assert.ok(hasKeyword('She LOOKED up', '/look(ed|s), x/i, /look(ed|s)/i'));
        assert.ok(hasKeyword('aaa', '/a{2,3}/'));
    });
    it('that are broken match nothing and are named', () => {
        assert.ok(!hasKeyword('anything', '/(/'));
        assert.deepEqual(brokenKeywords('fine, /(/'), ['/(/']);
    });
});
