// The official OpenAI client: what it sends, what it reads, when it asks again.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { deflateSync } from 'node:zlib';
import OpenAI, { APIError, BadRequestError, InternalServerError, NotFoundError, RateLimitError, toFile } from 'openai';
import { startBridge, startLab, until } from '../bridge.mjs';
import { readPng } from '../png.mjs';

describe('openai', () => {
    let bridge;
    let lab;
    let client;

    before(async () => {
        lab = await startLab();
        bridge = await startBridge({
            ...lab.settings, PROVIDER_ORDER: 'runware', RUNWARE_DELIVERY: 'sync', OPENAI_MODEL_ALIASES: 'gpt-image-1=runware:101@1',
        });
        client = new OpenAI({ apiKey: 'k', baseURL: `${bridge.url}/v1` });
    });

    after(() => Promise.all([bridge?.stop(), lab?.stop()]));

    it('lists models and finds each of them', async () => {
        const ids = [];
        for await (const model of client.models.list()) ids.push(model.id);
        assert.ok(ids.includes('auto') && ids.includes('gpt-image-1') && ids.includes('dall-e-3'), ids.join());
        for (const id of ids) assert.equal((await client.models.retrieve(id)).object, 'model');
    });

    it('draws a picture inline', async () => {
        const answer = await client.images.generate({ model: 'gpt-image-1', prompt: 'a kite', size: '1024x1024', quality: 'auto', n: 1 });
        assert.equal(answer.size, '1024x1024');
        assert.equal(answer.output_format, 'png');
        assert.equal(answer.background, 'opaque');
        assert.equal(typeof answer.usage.total_tokens, 'number');
        assert.ok(Math.abs(answer.created - Date.now() / 1000) < 600);
        assert.deepEqual(size(answer.data[0].b64_json), [1024, 1024]);
        assert.equal(answer.data[0].flux.model, 'runware:101@1');
        assert.ok(answer.data[0].flux.cost_usd > 0);
    });

    it('draws several with the seeds in a row', async () => {
        const answer = await client.images.generate({ prompt: 'a kite', size: '256x256', n: 3, seed: 70 });
        assert.deepEqual(answer.data.map(item => item.flux.seed), [70, 71, 72]);
    });

    it('answers a url that needs no key', async () => {
        const answer = await client.images.generate({ model: 'dall-e-2', prompt: 'a kite', size: '256x256', response_format: 'url' });
        assert.match(answer.data[0].url, /\/v1\/images\/files\/[0-9a-f]{32}\.png$/);
        const picture = await fetch(answer.data[0].url);
        assert.equal(picture.headers.get('content-type'), 'image/png');
        assert.equal(picture.headers.get('x-content-type-options'), 'nosniff');
        assert.equal(readPng(Buffer.from(await picture.arrayBuffer())).width, 256);
    });

    it('streams', async () => {
        const events = await all(client.images.generate({ prompt: 'a kite lab:slow=3', size: '256x256', stream: true, partial_images: 2 }));
        assert.deepEqual(events.map(event => event.type), ['image_generation.completed']);
        assert.deepEqual(size(events[0].b64_json), [256, 256]);
        assert.equal(events[0].output_format, 'png');
    });

    it('edits one picture, several, and under a mask', async () => {
        const green = png(256, 256, () => [46, 139, 87, 255]);
        const mask = png(256, 256, x => [0, 0, 0, x < 128 ? 0 : 255]);
        const file = (bytes, name) => toFile(bytes, name, { type: 'image/png' });
        const one = await client.images.edit({ image: await file(green, 'a.png'), prompt: 'a red door' });
        assert.deepEqual(size(one.data[0].b64_json), [256, 256]);
        const many = await client.images.edit({
            image: [await file(green, 'a.png'), await file(green, 'b.png')], prompt: 'a red door', model: 'gpt-image-1', input_fidelity: 'high',
        });
        assert.match(many.data[0].flux.warnings.join(), /image 2/);
        const masked = await client.images.edit({ image: await file(green, 'a.png'), mask: await file(mask, 'm.png'), prompt: 'a red door', n: 2 });
        assert.equal(masked.data.length, 2);
        const events = await all(client.images.edit({ image: await file(green, 'a.png'), prompt: 'a red door', stream: true }));
        assert.deepEqual(events.map(event => event.type), ['image_edit.completed']);
        const varied = await client.images.createVariation({ image: await file(green, 'a.png'), size: '256x256' });
        assert.deepEqual(size(varied.data[0].b64_json), [256, 256]);
    });

    it('throws its own kind of error for each refusal', async () => {
        const size = await failure({ prompt: 'a kite', size: '7x7' });
        assert.ok(size instanceof BadRequestError, String(size));
        assert.deepEqual([size.param, size.code, size.type], ['size', 'invalid_value', 'invalid_request_error']);
        assert.ok(size.requestID);
        const model = await failure({ prompt: 'a kite', model: 'gpt-9' });
        assert.ok(model instanceof NotFoundError, String(model));
        assert.equal(model.code, 'model_not_found');
        assert.match(model.message, /auto/);
    });

    it('is not asked again where money may have been spent or asking is useless', async () => {
        for (const [mark, kind, code] of [
            ['drop', InternalServerError, 'provider_timeout'],
            ['malformed', InternalServerError, 'provider_bad_reply'],
            ['credits', InternalServerError, 'provider_billing_error'],
            ['nsfw', BadRequestError, 'moderation_blocked'],
        ]) {
            const before = await calls();
            const error = await failure({ prompt: `a kite lab:${mark}`, size: '256x256' });
            assert.ok(error instanceof kind, `${mark}: ${error}`);
            assert.equal(error.code, code, mark);
            assert.equal((await calls()) - before, 1, `${mark} is asked once`);
        }
    });

    it('is asked again where that costs nothing', async () => {
        const before = await calls();
        const error = await failure({ prompt: 'a kite lab:ratelimit=1', size: '256x256' });
        assert.ok(error instanceof RateLimitError, String(error));
        assert.ok((await calls()) - before >= 3);
    });

    it('throws in the middle of a stream', async () => {
        const stream = all(client.images.generate({ prompt: 'a kite lab:slow=3 lab:nsfw', size: '256x256', stream: true }));
        const error = await stream.then(() => assert.fail('it must throw'), thrown => thrown);
        assert.ok(error instanceof APIError, String(error));
        assert.equal(error.code, 'moderation_blocked');
    });

    it('ends its job when it is aborted', async () => {
        const abort = new AbortController();
        const drawing = client.images.generate({ prompt: 'a kite lab:slow=30', size: '256x256' }, { signal: abort.signal }).catch(error => error);
        await until(async () => (await status()).jobs_running === 1, 5_000, 'the job runs');
        abort.abort();
        await drawing;
        await until(async () => (await status()).jobs_running === 0, 5_000, 'the job ends');
    });

    async function failure(body) {
        return client.images.generate(body).then(() => assert.fail('it must throw'), thrown => thrown);
    }

    async function calls() {
        return (await lab.stats()).runware.submits;
    }

    async function status() {
        return (await fetch(`${bridge.url}/status`)).json();
    }

    async function all(stream) {
        const events = [];
        for await (const event of await stream) events.push(event);
        return events;
    }

    function size(base64) {
        const { width, height } = readPng(Buffer.from(base64, 'base64'));
        return [width, height];
    }

    /** An RGBA picture. */
    function png(width, height, rgba) {
        const rows = [];
        for (let y = 0; y < height; y++) {
            const row = [0];
            for (let x = 0; x < width; x++) row.push(...rgba(x, y));
            rows.push(Buffer.from(row));
        }
        const header = Buffer.alloc(13);
        header.writeUInt32BE(width, 0);
        header.writeUInt32BE(height, 4);
        header.set([8, 6, 0, 0, 0], 8);
        return Buffer.concat([
            Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
            chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.concat(rows))), chunk('IEND', Buffer.alloc(0)),
        ]);
    }

    function chunk(type, data) {
        const named = Buffer.concat([Buffer.from(type), data]);
        const whole = Buffer.alloc(named.length + 8);
        whole.writeUInt32BE(data.length, 0);
        named.copy(whole, 4);
        whole.writeUInt32BE(crc(named), named.length + 4);
        return whole;
    }

    function crc(bytes) {
        let value = ~0;
        for (const byte of bytes) {
            value ^= byte;
            for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
        }
        return ~value >>> 0;
    }
});
