import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keep, takeFor, withMedia } from '../src/parcels.js';
import { withoutPictures } from '../src/interceptor.js';

const ours = url => ({ url, type: 'image', flux_bridge: true });
const theirs = url => ({ url, type: 'image' });

describe('the gallery of a message', () => {
    it('takes a picture once', () => {
        const media = withMedia([theirs('a')], [ours('b')], false);
        assert.deepEqual(withMedia(media, [ours('b')], false).map(entry => entry.url), ['a', 'b']);
    });
    it('loses only our pictures when they are drawn anew', () => {
        assert.deepEqual(withMedia([theirs('a'), ours('b')], [ours('c')], true).map(entry => entry.url), ['a', 'c']);
    });
});

it('parcels wait for their chat', () => {
    const [a, b] = ['a', 'b'].map(chat => ({ ticket: { chat }, media: [] }));
    assert.deepEqual(takeFor(keep(keep([], a), b), 'a'), [[a], [b]]);
    assert.equal(Array.from({ length: 80 }).reduce(all => keep(all, a), []).length, 50);
});

it('the language model does not see our pictures, and the chat is not changed', () => {
    const message = { mes: 'x', extra: { media: [theirs('a'), ours('b')], other: 1 } };
    const chat = [message, { mes: 'y' }, { mes: 'z', extra: { media: [theirs('c')] } }];
    withoutPictures(chat);
    assert.deepEqual(chat[0].extra, { media: [theirs('a')], other: 1 });
    assert.equal(message.extra.media.length, 2);
    assert.equal(chat[2].extra.media.length, 1);
});
