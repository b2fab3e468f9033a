import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plain, promptsOf, sceneOf, visibleIn } from '../src/scene.js';

const MIRA = { name: 'Mira', avatar: 'mira.png', data: { extensions: { sd_character_prompt: { positive: 'red hair', negative: 'hat' } } } };
const KAEL = { name: 'Kael', avatar: 'kael.png', data: { extensions: {} } };
const ANN = { name: 'Ann', avatar: 'ann.v2.png', data: {} };
const says = (name, mes, more = {}) => ({ name, mes, is_user: name === 'Tom', ...more });

const one = { characters: [MIRA, KAEL, ANN], characterId: 0, name1: 'Tom', groups: [] };
const group = { ...one, characterId: undefined, groupId: 'g', groups: [{ id: 'g', members: ['kael.png', 'mira.png'], disabled_members: [] }] };

describe('the scene', () => {
    it('is the message, what went before, who may be in sight and how they look', () => {
        const chat = [says('Mira', 'Hello.'), says('Tom', '*waves* Hello.'), says('Mira', '*smiles at Tom*')];
        assert.deepEqual(sceneOf({ ...one, chat }, 2, {}, 4), {
            text: '*smiles at Tom*',
            recent: ['Hello.', '*waves* Hello.'],
            visible: ['Mira', 'Tom'],
            prompts: { Mira: { positive: 'red hair', negative: 'hat' } },
        });
    });

    it('sends as many messages before as the settings say, system messages not counted', () => {
        const chat = [says('Mira', 'one'), says('Note', 'hidden', { is_system: true }), says('Tom', 'two'), says('Mira', 'three')];
        assert.deepEqual(sceneOf({ ...one, chat }, 3, {}, 1).recent, ['two']);
        assert.deepEqual(sceneOf({ ...one, chat }, 3, {}, 9).recent, ['one', 'two']);
        assert.deepEqual(sceneOf({ ...one, chat }, 3, {}, 0).recent, []);
    });
});

describe('who may be in sight', () => {
    it('are the most recent first', () => {
        const lately = [says('Mira', 'Kael is here.'), says('Tom', 'Hi.')];
        assert.deepEqual(visibleIn(one, says('Mira', 'Look, Ann!'), lately), ['Mira', 'Ann', 'Tom', 'Kael']);
    });

    it('are whole names only', () => assert.deepEqual(visibleIn(one, says('Mira', 'All was planned.'), []), ['Mira']));

    it('are the members of a group, without those that are muted', () => {
        assert.deepEqual(visibleIn(group, says('Mira', 'Hm.'), []), ['Mira', 'Kael']);
        const muted = { ...group, groups: [{ ...group.groups[0], disabled_members: ['kael.png'] }] };
        assert.deepEqual(visibleIn(muted, says('Mira', 'Hm.'), []), ['Mira']);
    });

    it('are few enough', () => {
        const characters = Array.from({ length: 60 }, (_, i) => ({ name: `Person${i}` }));
        assert.equal(visibleIn({ ...one, characters }, says('Mira', characters.map(c => c.name).join(' ')), []).length, 16);
    });
});

describe('character prompts', () => {
    it('of the image settings go before those of the card', () => {
        const sd = { character_prompts: { mira: 'silver hair' }, character_negative_prompts: { 'ann.v2': 'blurry' } };
        assert.deepEqual(promptsOf(one, ['Mira', 'Kael', 'Ann'], sd), {
            Mira: { positive: 'silver hair', negative: 'hat' },
            Ann: { positive: '', negative: 'blurry' },
        });
    });

    it('of an old card may be a text', () => {
        const old = { ...one, characters: [{ name: 'Mira', avatar: 'mira.png', data: { extensions: { sd_character_prompt: ' red hair ' } } }] };
        assert.deepEqual(promptsOf(old, ['Mira'], undefined), { Mira: { positive: 'red hair', negative: '' } });
    });
});

describe('the text', () => {
    it('keeps narration, Unicode and LoRA tags', () => {
        const text = '*Mira* turned. "雪だ"\n\n<lora:mira:0.8> 5 < 7';
        assert.equal(plain(text), text);
    });

    it('loses comments, thoughts, code, pictures and markup', () => {
        const text = '<think>hm</think>She <b>ran</b>.<!-- x -->\n```json\n{}\n```\n![p](u.png)<br/>End';
        assert.equal(plain(text).replaceAll(/\s+/g, ' '), 'She ran . End');
    });

    it('is its end where it is too long', () => {
        const text = plain('a'.repeat(9000) + 'end');
        assert.equal(text.length, 8000);
        assert.ok(text.endsWith('end'));
    });
});
