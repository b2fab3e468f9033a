import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Queue, pause } from '../src/queue.js';

const settled = () => new Promise(resolve => setImmediate(resolve));

function order(log, name) {
    let end;
    const done = new Promise((resolve, reject) => (end = { resolve, reject }));
    const work = signal => {
        log.push(`${name} begins`);
        signal.addEventListener('abort', () => end.reject(new Error('stopped')));
        return done.finally(() => log.push(`${name} ends`));
    };
    return { work, end: () => end.resolve(), fail: () => end.reject(new Error('no')) };
}

describe('Queue', () => {
    it('keeps the order of a chat', async () => {
        const log = [];
        const queue = new Queue(() => 1);
        const [one, two] = [order(log, 'one'), order(log, 'two')];
        queue.add('a', '1', one.work);
        queue.add('a', '2', two.work);
        assert.deepEqual(log, ['one begins']);
        assert.equal(queue.ahead('2'), 1);
        assert.equal(queue.length('a'), 2);
        one.end();
        await settled();
        assert.deepEqual(log, ['one begins', 'one ends', 'two begins']);
        assert.equal(queue.ahead('2'), 0);
    });

    it('runs as many at once as it is told', () => {
        const log = [];
        let limit = 2;
        const queue = new Queue(() => limit);
        ['1', '2', '3'].forEach(id => queue.add('a', id, order(log, id).work));
        assert.deepEqual(log, ['1 begins', '2 begins']);
        assert.ok(queue.isRunning('2') && !queue.isRunning('3'));
    });

    it('has a queue for each chat', () => {
        const log = [];
        const queue = new Queue(() => 1);
        queue.add('a', '1', order(log, '1').work);
        queue.add('b', '2', order(log, '2').work);
        assert.deepEqual(log, ['1 begins', '2 begins']);
        assert.equal(queue.length(), 2);
    });

    it('takes the same order once', () => {
        const log = [];
        const queue = new Queue(() => 1);
        assert.ok(queue.add('a', '1', order(log, '1').work));
        assert.ok(!queue.add('a', '1', order(log, '1').work));
        assert.ok(!queue.add('b', '1', order(log, '1').work));
        assert.deepEqual(log, ['1 begins']);
    });

    it('goes on after a failure', async () => {
        const log = [];
        const queue = new Queue(() => 1);
        const one = order(log, '1');
        queue.add('a', '1', one.work);
        queue.add('a', '2', order(log, '2').work);
        one.fail();
        await settled();
        assert.deepEqual(log, ['1 begins', '1 ends', '2 begins']);
    });

    it('never begins an order that was cancelled while it waited', async () => {
        const log = [];
        const queue = new Queue(() => 1);
        const one = order(log, '1');
        queue.add('a', '1', one.work);
        queue.add('a', '2', order(log, '2').work);
        assert.ok(queue.cancel('2'));
        one.end();
        await settled();
        assert.deepEqual(log, ['1 begins', '1 ends']);
        assert.ok(!queue.cancel('2'), 'it is not there any more');
    });

    it('cancels a whole chat and no other', async () => {
        const log = [];
        const queue = new Queue(() => 1);
        queue.add('a', '1', order(log, '1').work);
        queue.add('a', '2', order(log, '2').work);
        queue.add('b', '3', order(log, '3').work);
        assert.deepEqual(queue.cancelAll('a'), ['1', '2']);
        await settled();
        assert.equal(queue.length('a'), 0);
        assert.equal(queue.length('b'), 1);
        assert.deepEqual(log, ['1 begins', '3 begins', '1 ends']);
    });

    it('tells when its length changed', async () => {
        const lengths = [];
        const queue = new Queue(() => 1, () => lengths.push(queue.length('a')));
        const one = order([], '1');
        queue.add('a', '1', one.work);
        one.end();
        await settled();
        assert.deepEqual([Math.max(...lengths), lengths.at(-1)], [1, 0]);
    });
});

describe('pause', () => {
    it('ends at once when it is stopped', async () => {
        const stop = new AbortController();
        const waiting = pause(60_000, stop.signal);
        stop.abort(new Error('stopped'));
        await assert.rejects(waiting, /stopped/);
        await assert.rejects(pause(60_000, stop.signal), /stopped/);
    });
});
