// Together's own client against the lab: what it accepts here it accepts from Together.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import Together from 'together-ai';
import { startLab, until } from '../bridge.mjs';
import { readPng } from '../png.mjs';

const LORA = 'https://huggingface.co/u/r/resolve/main/mira.safetensors';
const FOX = { model: 'black-forest-labs/FLUX.2-dev', prompt: 'a red fox', width: 256, height: 192, steps: 20, seed: 7, output_format: 'png' };

describe('together-ai', () => {
    let lab;
    let together;

    const client = apiKey => new Together({ apiKey, baseURL: lab.settings.TOGETHER_ENDPOINT, maxRetries: 0 });
    const fault = change => fetch(`${lab.url}/lab/faults`, { method: 'POST', body: JSON.stringify({ provider: 'together', ...change }) });
    const knobs = change => fetch(`${lab.url}/lab/providers/together`, { method: 'POST', body: JSON.stringify(change) });
    const stats = async () => (await lab.stats()).together;

    before(async () => {
        lab = await startLab();
        together = client(lab.settings.TOGETHER_API_KEY);
    });

    beforeEach(() => knobs({ latencySeconds: 0.05, balance: 100 }));

    after(() => lab?.stop());

    it('draws into the answer, with LoRAs', async () => {
        const { data, model, object } = await together.images.generate({
            ...FOX, response_format: 'base64', image_loras: [{ path: LORA, scale: 0.8 }, { path: LORA.replace('mira', 'ink'), scale: 0.5 }],
        });
        assert.equal(object, 'list');
        assert.equal(model, FOX.model);
        assert.equal(data[0].type, 'b64_json');
        const { width, height } = readPng(Buffer.from(data[0].b64_json, 'base64'));
        assert.deepEqual([width, height], [256, 192]);
    });

    it('draws several to addresses, which redirect', async () => {
        const { data } = await together.images.generate({ ...FOX, n: 2 });
        assert.deepEqual(data.map(item => [item.index, item.type]), [[0, 'url'], [1, 'url']]);
        const response = await fetch(data[1].url);
        assert.ok(response.redirected);
        readPng(Buffer.from(await response.arrayBuffer()));
    });

    it('lists the models', async () => {
        const models = await together.models.list();
        assert.ok(models.some(({ id }) => id === FOX.model));
    });

    it('tries again when asked to slow down', async () => {
        await fault({ kind: 'ratelimit', retryAfter: '0.1' });
        const before = (await stats()).submits;
        const patient = new Together({ apiKey: lab.settings.TOGETHER_API_KEY, baseURL: lab.settings.TOGETHER_ENDPOINT, maxRetries: 1 });
        const { data } = await patient.images.generate(FOX);
        assert.equal(data.length, 1);
        assert.equal((await stats()).submits, before + 2);
    });

    it('leaves when it is cancelled', async () => {
        await knobs({ latencySeconds: 3 });
        const stop = new AbortController();
        const before = (await stats()).left;
        const drawing = together.images.generate(FOX, { signal: stop.signal });
        drawing.catch(() => {});
        await until(async () => (await stats()).inFlight === 1, 10_000, 'the picture is being drawn');
        stop.abort();
        await assert.rejects(drawing, Together.APIUserAbortError);
        await until(async () => (await stats()).left === before + 1, 10_000, 'the lab notices');
    });

    it('hears of every error in the shape that it knows', async () => {
        await assert.rejects(client('wrong').images.generate(FOX), Together.AuthenticationError);
        await assert.rejects(together.images.generate({ ...FOX, width: 250 }), failure =>
            failure instanceof Together.BadRequestError && /width/.test(failure.message));
        await assert.rejects(together.images.generate({ ...FOX, model: 'black-forest-labs/FLUX.1-dev-lora' }), Together.NotFoundError);
        await assert.rejects(together.images.generate({ ...FOX, prompt: 'a fox lab:nsfw' }), Together.UnprocessableEntityError);
        await assert.rejects(together.images.generate({ ...FOX, prompt: 'a fox lab:ratelimit' }), Together.RateLimitError);
        await assert.rejects(together.images.generate({ ...FOX, prompt: 'a fox lab:status=503' }), Together.InternalServerError);
        await knobs({ balance: 0 });
        await assert.rejects(together.images.generate(FOX), failure => failure instanceof Together.APIError && failure.status === 402);
    });
});
