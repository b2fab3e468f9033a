import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { Illustrator } from '../src/illustrator.js';
import { Queue } from '../src/queue.js';
import { complete } from '../src/settings.js';
import { withMedia } from '../src/parcels.js';

const GOOD = { images: ['aGk='], info: { prompt: 'drawn', provider: 'storyboard', notes: [] } };
const UNREACHABLE = { trouble: { kind: 'unreachable', retryable: true } };
const settled = () => new Promise(resolve => setTimeout(resolve, 5));

/** A chat, a bridge that answers what the test wants, and an illustrator between them. */
class World {
    chats = { a: [], b: [] };
    chatId = 'a';
    stored = complete({});
    orders = [];
    pauses = [];
    answers = [];
    uploads = 0;
    sent = 0;

    constructor() {
        this.restart();
    }

    /** As a reload does: nothing is left but chats and settings. */
    restart() {
        const world = this;
        this.queue = new Queue(() => this.stored.concurrency);
        this.illustrator = new Illustrator({
            context: () => ({ chat: world.chats[world.chatId], chatId: world.chatId, characters: [], groups: [], name1: 'Tom' }),
            settings: () => world.stored,
            sd: () => ({ auto_url: 'http://127.0.0.1:7861', width: 512, height: 512 }),
            saveSettings() {},
            saveChat: async () => {},
            changed() {},
            watch() {},
            pause: async ms => void world.pauses.push(ms),
            attach(index, swipe, media, replace) {
                const message = world.chats[world.chatId][index];
                const { extra } = swipe === null ? message : message.swipe_info[swipe];
                extra.media = withMedia(extra.media, media, replace);
            },
            bridge: {
                upload: async () => `/p${++world.uploads}.png`,
                draw: (order, signal) => {
                    world.orders.push(order);
                    const answer = world.answers.shift() ?? GOOD;
                    return typeof answer === 'function' ? answer(signal) : Promise.resolve(answer);
                },
            },
        }, this.queue);
    }

    reply(text, more = {}) {
        this.chats[this.chatId].push({ name: 'Mira', mes: text, send_date: `t${++this.sent}`, extra: {}, ...more });
        return this.chats[this.chatId].length - 1;
    }

    media(index, chat = 'a') {
        return (this.chats[chat][index].extra?.media ?? []).map(entry => entry.url);
    }

    /** An answer that waits for the test, and for the signal. */
    hold() {
        const held = {};
        this.answers.push(signal => new Promise((resolve, reject) => {
            held.answer = resolve;
            signal.addEventListener('abort', () => reject(signal.reason));
        }));
        return held;
    }
}

describe('the illustrator', () => {
    let world;
    beforeEach(() => (world = new World()));
    const keys = () => world.orders.map(order => order.idempotency_key);

    it('draws a reply once, however often it is shown', async () => {
        const index = world.reply('Mira laughs.');
        world.illustrator.rendered(index, 'normal');
        world.illustrator.rendered(index, 'normal');
        await settled();
        world.illustrator.rendered(index, 'normal');
        await settled();
        assert.equal(world.orders.length, 1);
        assert.deepEqual(world.media(index), ['/p1.png']);
        assert.equal(world.illustrator.viewOf(index).phase, 'done');
    });

    it('does not draw again after a reload', async () => {
        const index = world.reply('Mira laughs.');
        world.illustrator.rendered(index, 'normal');
        await settled();
        world.restart();
        world.illustrator.opened();
        world.illustrator.rendered(index, 'normal');
        await settled();
        assert.equal(world.orders.length, 1);
    });

    it('takes up under the same key what a reload interrupted', async () => {
        world.hold();
        const index = world.reply('Mira laughs.');
        world.illustrator.rendered(index, 'normal');
        world.chats = structuredClone(world.chats);
        world.restart();
        world.illustrator.opened();
        await settled();
        assert.equal(keys().length, 2);
        assert.equal(keys()[0], keys()[1]);
        assert.deepEqual(world.media(index), ['/p1.png']);
    });

    it('takes a new key when the old one holds nothing after a reload', async () => {
        world.hold();
        const index = world.reply('Mira laughs.');
        world.illustrator.rendered(index, 'normal');
        world.chats = structuredClone(world.chats);
        world.restart();
        world.answers.push({ trouble: { kind: 'StillRunning', retryable: true, retryAfter: 2 } }, { trouble: { kind: 'empty', retryable: false } });
        world.illustrator.opened();
        await settled();
        assert.deepEqual([keys().length, new Set(keys()).size], [4, 2]);
        assert.deepEqual(world.pauses, [2000]);
        assert.deepEqual(world.media(index), ['/p1.png']);
    });

    it('tries once more after five seconds, and then says why', async () => {
        world.answers.push(UNREACHABLE, UNREACHABLE);
        const index = world.reply('Mira laughs.');
        world.illustrator.rendered(index, 'normal');
        await settled();
        assert.deepEqual(world.pauses, [5000]);
        assert.equal(new Set(keys()).size, 1);
        const view = world.illustrator.viewOf(index);
        assert.deepEqual([view.phase, view.trouble.kind], ['failed', 'unreachable']);
        world.illustrator.illustrate(index, { kind: 'retry' });
        await settled();
        assert.equal(new Set(keys()).size, 1, 'the bridge may have drawn it after all');
        assert.deepEqual(world.media(index), ['/p1.png']);
    });

    it('does not try again what no retry cures, and takes a new key by hand', async () => {
        world.answers.push({ trouble: { kind: 'OutOfCredit', message: 'no credit', retryable: false } });
        const index = world.reply('Mira laughs.');
        world.illustrator.rendered(index, 'normal');
        await settled();
        assert.equal(world.orders.length, 1);
        world.illustrator.illustrate(index, { kind: 'retry' });
        await settled();
        assert.equal(new Set(keys()).size, 2);
    });

    it('keeps the order of fast replies', async () => {
        const first = world.hold();
        const [one, two] = [world.reply('Mira opens.'), world.reply('Mira closes.')];
        world.illustrator.rendered(one, 'normal');
        world.illustrator.rendered(two, 'normal');
        assert.deepEqual([world.illustrator.viewOf(one).phase, world.illustrator.viewOf(two).phase, world.illustrator.viewOf(two).ahead], ['drawing', 'queued', 1]);
        first.answer(GOOD);
        await settled();
        assert.deepEqual([world.media(one), world.media(two)], [['/p1.png'], ['/p2.png']]);
    });

    it('stops', async () => {
        world.hold();
        const index = world.reply('Mira laughs.');
        const ended = world.illustrator.illustrate(index);
        assert.ok(world.illustrator.stop(index));
        assert.equal(await ended, 'stopped');
        assert.equal(world.illustrator.viewOf(index).phase, 'stopped');
        assert.equal(world.queue.length(), 0);
        assert.ok(!world.illustrator.stop(index));
    });

    it('keeps a picture for a chat that is not open, also over a reload', async () => {
        const held = world.hold();
        const index = world.reply('Mira laughs.');
        world.illustrator.rendered(index, 'normal');
        world.chatId = 'b';
        world.illustrator.opened();
        held.answer(GOOD);
        await settled();
        assert.equal(world.stored.parcels.length, 1);
        world.restart();
        world.chatId = 'a';
        world.illustrator.opened();
        await settled();
        assert.deepEqual(world.media(index), ['/p1.png']);
        assert.deepEqual(world.stored.parcels, []);
        assert.equal(world.orders.length, 1);
    });

    it('brings a picture to the swipe it is for', async () => {
        const held = world.hold();
        const index = world.reply('Mira laughs.', { swipe_id: 0, swipes: ['Mira laughs.'], swipe_info: [{ send_date: 't1', extra: {} }] });
        world.illustrator.rendered(index, 'normal');
        const message = world.chats.a[index];
        message.swipe_info.push({ send_date: 't9', extra: {} });
        message.swipes.push('Mira cries.');
        Object.assign(message, { mes: 'Mira cries.', swipe_id: 1, send_date: 't9', extra: structuredClone(message.extra) });
        world.illustrator.rendered(index, 'swipe');
        held.answer(GOOD);
        await settled();
        assert.deepEqual(message.swipe_info[0].extra.media.map(entry => entry.url), ['/p1.png']);
        assert.deepEqual(world.media(index), ['/p2.png']);
        assert.equal(message.swipe_info[0].extra.flux_bridge.state, 'done');
    });

    it('orders anew what was edited while it was drawn', async () => {
        world.hold();
        const index = world.reply('Mira laughs.');
        world.illustrator.rendered(index, 'normal');
        world.chats.a[index].mes = 'Mira cries.';
        world.illustrator.edited(index);
        await settled();
        assert.deepEqual(world.orders.map(order => order.prompt), ['Mira laughs.', 'Mira cries.']);
        assert.deepEqual(world.media(index), ['/p1.png']);
    });

    it('ends what was ordered for a deleted message, and puts it nowhere', async () => {
        world.hold();
        const index = world.reply('Mira laughs.');
        world.illustrator.rendered(index, 'normal');
        world.chats.a.pop();
        world.reply('Kael laughs.');
        world.illustrator.deleted();
        await settled();
        assert.equal(world.queue.length(), 0);
        assert.deepEqual(world.media(0), []);
        assert.equal(world.illustrator.viewOf(0), null);
    });

    it('draws one more beside, anew in its place, and never takes another\'s picture away', async () => {
        const index = world.reply('Mira laughs.', { extra: { media: [{ url: '/theirs.png' }] } });
        await world.illustrator.illustrate(index);
        await world.illustrator.illustrate(index, { kind: 'more' });
        assert.deepEqual(world.media(index), ['/theirs.png', '/p1.png', '/p2.png']);
        await world.illustrator.illustrate(index, { kind: 'redraw', prompt: 'a castle' });
        assert.deepEqual(world.media(index), ['/theirs.png', '/p3.png']);
        assert.equal(world.orders.at(-1).prompt, 'a castle');
        assert.equal(new Set(keys()).size, 3);
    });

    it('says what is missing instead of sending an order', async () => {
        const index = world.reply('Mira laughs.');
        world.illustrator = new Illustrator({ context: () => ({ chat: world.chats.a, chatId: 'a' }), settings: () => world.stored, sd: () => ({}), saveChat() {}, changed() {} }, world.queue);
        assert.equal(await world.illustrator.illustrate(index), 'failed');
        assert.equal(world.illustrator.viewOf(index).trouble.kind, 'no-address');
    });
});
