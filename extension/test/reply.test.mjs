import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answersIn, formatOf, readReply } from '../src/reply.js';

const INFO = {
    prompt: 'Mira laughs.', negative_prompt: 'blurry', width: 512, height: 768, seed: 7,
    extra_generation_params: { Provider: 'runware', LoRAs: 'mira 0.8', Cost: '$0.0032', 'Final prompt': 'mira, laughing', Characters: 'Mira (acts)' },
};
const answer = (json, status = 200) => readReply(status, JSON.stringify(json));

describe('a reply', () => {
    it('holds pictures and what the bridge says of them', () => {
        const { images, info } = answer({ images: ['aGk=', 'data:image/png;base64,aGk='], info: JSON.stringify(INFO) });
        assert.deepEqual(images, ['aGk=', 'aGk=']);
        assert.deepEqual(info, {
            provider: 'runware', cost: '$0.0032', loras: 'mira 0.8', prompt: 'mira, laughing', negative: 'blurry', width: 512, height: 768, seed: 7,
            notes: [['Characters', 'Mira (acts)']],
        });
    });
    it('of another A1111 server is taken too', () => {
        assert.equal(answer({ images: ['aGk='], info: 'not json' }).info.prompt, '');
        assert.equal(answer({ images: ['aGk='] }).info.provider, undefined);
    });
    it('tells the bridge\'s reason', () => {
        const error = { message: 'no credit at runware', kind: 'OutOfCredit', retryable: false, id: 'r1' };
        assert.deepEqual(answer({ images: [], error }).trouble, { ...error, retryAfter: undefined });
        assert.equal(answer({ images: [], error: { message: 'slow down', kind: 'RateLimited', retryable: true, retry_after: 9 } }).trouble.retryAfter, 9);
    });
    it('tells a reason that came behind a heartbeat', () => {
        assert.deepEqual(answer({ error: 'ProviderUnavailable', message: 'fal is down', status: 503 }).trouble, { kind: 'ProviderUnavailable', message: 'fal is down', retryable: true });
    });
    it('without a bridge can be tried again', () => assert.deepEqual(readReply(500, 'Internal Server Error').trouble, { kind: 'unreachable', retryable: true }));
    it('of a SillyTavern that refuses is not tried again', () => assert.deepEqual(readReply(403, 'Forbidden').trouble, { kind: 'tavern', message: '403 Forbidden', retryable: false }));
    it('without pictures or sense says so', () => {
        assert.equal(answer({ images: [] }).trouble.kind, 'empty');
        assert.equal(readReply(200, '<html>').trouble.kind, 'unreadable');
        assert.equal(readReply(200, 'null').trouble.kind, 'unreadable');
    });
});

it('answers asked aside come as the name of a sampler', () => {
    assert.deepEqual(answersIn(['{"job":null,"about":{"version":"0.1.0"}}']), { job: null, about: { version: '0.1.0' } });
    assert.deepEqual([answersIn(['Euler', 'DPM++ 2M']), answersIn([]), answersIn(null), answersIn(['7'])], [null, null, null, null]);
});

it('the format of a picture is seen in its bytes', () => {
    assert.deepEqual(['iVBORw0KGgo', '/9j/4AAQ', 'UklGRiQ'].map(formatOf), ['png', 'jpg', 'webp']);
});
