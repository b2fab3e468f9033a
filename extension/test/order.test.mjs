import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { missing, orderOf, withPrefix } from '../src/order.js';
import { complete, drawing, override } from '../src/settings.js';
import { ticketOf } from '../src/memory.js';

const SD = {
    auto_url: 'http://127.0.0.1:7861', auto_auth: 'me:secret', steps: 20, scale: 7, width: 512, height: 768, seed: -1, sampler: 'Euler', scheduler: 'simple',
    prompt_prefix: 'best quality,', negative_prompt: 'blurry', styles: [{ name: 'Ink', prefix: 'ink drawing', negative: 'photo' }],
};
const scene = { text: 'Mira laughs.', recent: ['Before.'], visible: ['Mira'], prompts: { Mira: { positive: 'red hair', negative: '' } } };
const ticket = ticketOf('chat', { mes: 'Mira laughs.', send_date: 't1' });
const order = (settings = {}, sd = SD, wanted = {}) => orderOf({ ticket, scene, attempt: 0, ...wanted }, complete(settings), sd);

describe('an order', () => {
    it('takes everything from SillyTavern', () => {
        const { idempotency_key: key, force_task_id: task, ...body } = order();
        assert.deepEqual(body, {
            url: SD.auto_url, auth: SD.auto_auth, prompt: 'best quality, Mira laughs.', negative_prompt: 'blurry', width: 512, height: 768, steps: 20,
            cfg_scale: 7, sampler_name: 'Euler', scheduler: 'simple', visible_characters: ['Mira'], recent_messages: ['Before.'],
            character_prompts: { Mira: { positive: 'red hair', negative: '' } }, error_as_200: true,
        });
        assert.equal(key, task);
    });

    it('is the same order again after a reload', () => assert.deepEqual(order(), order()));

    it('is another one at the next attempt, with another seed where one is set', () => {
        const sd = { ...SD, seed: 41 };
        assert.notEqual(order({}, sd).idempotency_key, order({}, sd, { attempt: 1 }).idempotency_key);
        assert.deepEqual([0, 1].map(attempt => order({}, sd, { attempt }).seed), [41, 42]);
        assert.equal(order().seed, undefined, 'random');
    });

    it('is drawn with what overrides SillyTavern', () => {
        const body = order({ overrides: { steps: 8, width: 1024, prompt_prefix: 'watercolour', negative_prompt: 'text' }, pictures: 2 });
        assert.deepEqual([body.steps, body.width, body.height, body.prompt, body.negative_prompt, body.batch_size], [8, 1024, 768, 'watercolour, Mira laughs.', 'text', 2]);
    });

    it('takes the words of the user instead of the message', () => {
        assert.equal(order({}, SD, { prompt: 'a castle' }).prompt, 'best quality, a castle');
    });

    it('has macros of the prefix replaced, and of nothing else', () => {
        const body = orderOf({ ticket, scene: { ...scene, text: '{{char}}' }, attempt: 0 }, complete({}), { ...SD, prompt_prefix: '{{char}}' }, () => 'Mira');
        assert.equal(body.prompt, 'Mira, {{char}}');
    });
});

describe('settings', () => {
    it('of a style lie between overrides and SillyTavern', () => {
        const { prefix, negative } = drawing(SD, { style: 'Ink', negative_prompt: 'own' });
        assert.deepEqual([prefix, negative], ['ink drawing', 'own']);
        assert.equal(drawing(SD, { style: 'gone' }).prefix, 'best quality,');
    });
    it('that are missing are left to the bridge', () => {
        assert.deepEqual([drawing({}).steps, drawing(undefined).width, drawing({ width: null }).width], [null, null, null]);
    });
    it('that are stored are made whole', () => {
        const whole = complete({ every: -3, concurrency: 99, mode: 'odd', keywords: 7, overrides: { steps: 4 }, unknown: 1 });
        assert.deepEqual([whole.every, whole.concurrency, whole.mode, whole.keywords, whole.overrides.steps, whole.overrides.width], [1, 4, 'every', '', 4, null]);
        assert.ok(!('unknown' in whole));
        assert.deepEqual(complete(undefined), complete({}));
    });
    it('of an empty field are SillyTavern\'s', () => {
        assert.deepEqual([override('steps', ' '), override('steps', '12'), override('steps', 'x'), override('style', ' Ink ')], [null, 12, null, 'Ink']);
    });
});

it('a prefix may say where the prompt goes', () => {
    assert.equal(withPrefix('photo of {prompt}, night', 'a $& fox'), 'photo of a $& fox, night');
    assert.equal(withPrefix('', 'a fox'), 'a fox');
});

it('an order needs an address', () => {
    assert.deepEqual([missing(undefined), missing({}), missing({ auto_url: 'localhost:7861' }), missing(SD)], ['no-image-extension', 'no-address', 'bad-address', null]);
});
