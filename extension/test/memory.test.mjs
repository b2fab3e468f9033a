import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hash, idOf, isCaredFor, locate, orderKey, recall, remember, ticketOf } from '../src/memory.js';

const reply = (mes, sent, more = {}) => ({ mes, send_date: sent, name: 'Mira', ...more });

describe('a ticket', () => {
    it('is the same for the same version of a message', () => {
        assert.equal(idOf(ticketOf('chat', reply('hello', 't1'))), idOf(ticketOf('chat', reply('hello', 't1', { swipe_id: 0 }))));
    });

    it('differs by chat, time, swipe and text', () => {
        const ids = [
            ticketOf('chat', reply('hello', 't1')),
            ticketOf('other', reply('hello', 't1')),
            ticketOf('chat', reply('hello', 't2')),
            ticketOf('chat', reply('hello', 't1', { swipe_id: 1 })),
            ticketOf('chat', reply('hello!', 't1')),
        ].map(idOf);
        assert.equal(new Set(ids).size, ids.length);
    });

    it('finds its message after earlier ones were deleted', () => {
        const chat = [reply('one', 't1'), reply('two', 't2'), reply('three', 't3')];
        const ticket = ticketOf('chat', chat[2]);
        chat.shift();
        assert.deepEqual(locate(chat, ticket), { index: 1, swipe: null });
    });

    it('finds its swipe when another one is in sight', () => {
        const message = reply('first', 't1', { swipe_id: 0, swipes: ['first'], swipe_info: [{ send_date: 't1', extra: {} }] });
        const ticket = ticketOf('chat', message);
        Object.assign(message, { mes: 'second', send_date: 't2', swipe_id: 1, swipes: ['first', 'second'] });
        message.swipe_info.push({ send_date: 't2', extra: {} });
        assert.deepEqual(locate([message], ticket), { index: 0, swipe: 0 });
    });

    it('finds nothing when the message was deleted, regenerated or edited', () => {
        const ticket = ticketOf('chat', reply('one', 't1'));
        assert.equal(locate([], ticket), null);
        assert.equal(locate([reply('one', 't9')], ticket), null);
        assert.equal(locate([reply('another', 't1')], ticket), null);
        assert.deepEqual(locate([reply('another', 't1')], ticket, { anyText: true }), { index: 0, swipe: null });
    });
});

describe('what is remembered of a message', () => {
    it('holds for this swipe only, though a new swipe inherits it', () => {
        const message = reply('first', 't1', { swipe_id: 0 });
        remember(message, 'done', { info: { provider: 'storyboard' } });
        assert.ok(isCaredFor(message));
        const swiped = { ...structuredClone(message), mes: 'second', send_date: 't2', swipe_id: 1 };
        assert.equal(recall(swiped), null);
        assert.ok(!isCaredFor(swiped));
    });

    it('survives storing and reading the chat', () => {
        const message = reply('first', 't1');
        remember(message, 'failed', { why: 'no credit' });
        const read = JSON.parse(JSON.stringify(message));
        assert.ok(isCaredFor(read));
        assert.equal(recall(read).why, 'no credit');
    });

    it('is kept when the text is edited, but does not stand for the new text', () => {
        const message = reply('first', 't1');
        remember(message, 'done');
        message.mes = 'edited';
        assert.equal(recall(message).state, 'done');
        assert.ok(!isCaredFor(message));
    });
});

describe('the key of an order', () => {
    const ticket = ticketOf('chat', reply('hello', 't1'));

    it('is the same again for the same order', () => {
        assert.equal(orderKey(ticket, { prompt: 'a' }, 0), orderKey(structuredClone(ticket), { prompt: 'a' }, 0));
    });

    it('is another for other settings and for another attempt', () => {
        const keys = [orderKey(ticket, { prompt: 'a' }, 0), orderKey(ticket, { prompt: 'b' }, 0), orderKey(ticket, { prompt: 'a' }, 1)];
        assert.equal(new Set(keys).size, 3);
    });

    it('is one that the bridge takes', () => assert.match(orderKey(ticket, {}, 0), /^[!-~]{1,255}$/));
});

it('a hash tells apart many texts', () => {
    const seen = new Set(Array.from({ length: 20_000 }, (_, i) => hash(`message ${i}`)));
    assert.equal(seen.size, 20_000);
});
