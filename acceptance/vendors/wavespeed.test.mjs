// WaveSpeed's own client against the lab: what it accepts here it accepts from WaveSpeed.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import wavespeed from 'wavespeed';
import { startLab } from '../bridge.mjs';
import { readPng } from '../png.mjs';

const MODEL = 'wavespeed-ai/flux-dev-lora';
const FOX = { prompt: 'a red fox', size: '256*320', output_format: 'png', seed: 7 };

describe('wavespeed', () => {
    let lab;
    let client;
    let folder;

    const knobs = change => fetch(`${lab.url}/lab/providers/wavespeed`, { method: 'POST', body: JSON.stringify(change) });
    const fault = change => fetch(`${lab.url}/lab/faults`, { method: 'POST', body: JSON.stringify({ provider: 'wavespeed', ...change }) });
    const picture = async url => Buffer.from(await (await fetch(url)).arrayBuffer());
    const withKey = key => new wavespeed.Client(key, { baseUrl: `${lab.url}/wavespeed`, retryInterval: 0.05 });

    before(async () => {
        lab = await startLab();
        client = withKey(lab.settings.WAVESPEED_API_KEY);
        folder = await mkdtemp(join(tmpdir(), 'wavespeed-'));
    });

    beforeEach(() => knobs({ latencySeconds: 0.1, balance: 100 }));

    after(async () => {
        await lab?.stop();
        if (folder) await rm(folder, { recursive: true, force: true });
    });

    it('draws by submitting and polling', async () => {
        await knobs({ latencySeconds: 0.5 });
        const input = { ...FOX, loras: [{ path: 'https://huggingface.co/u/r/resolve/main/mira.safetensors', scale: 0.8 }] };
        const { outputs } = await client.run(MODEL, input, { pollInterval: 0.1 });
        const { width, height } = readPng(await picture(outputs[0]));
        assert.deepEqual([width, height], [256, 320]);
    });

    it('draws on one connection with the picture inside', async () => {
        const { outputs } = await client.run(MODEL, { ...FOX, enable_base64_output: true }, { enableSyncMode: true });
        assert.equal(readPng(Buffer.from(outputs[0], 'base64')).width, 256);
    });

    it('uploads an init image and a mask and draws from them', async () => {
        const drawn = await client.run(MODEL, FOX, { pollInterval: 0.1 });
        const file = join(folder, 'init.png');
        await writeFile(file, await picture(drawn.outputs[0]));
        const image = await client.upload(file);
        const { outputs } = await client.run(MODEL, { ...FOX, image, mask_image: image, strength: 0.7 }, { pollInterval: 0.1 });
        assert.equal(readPng(await picture(outputs[0])).width, 256);
    });

    it('hears of a deleted prediction', async () => {
        await knobs({ latencySeconds: 60 });
        const before = (await lab.stats()).wavespeed.spentUsd;
        const drawing = client.run(MODEL, FOX, { pollInterval: 0.1 });
        const authorization = { authorization: `Bearer ${lab.settings.WAVESPEED_API_KEY}` };
        const api = `${lab.url}/wavespeed/api/v3/predictions`;
        let waiting = [];
        while (waiting.length === 0) {
            const { data } = await (await fetch(api, { method: 'POST', headers: authorization, body: '{"page":1}' })).json();
            waiting = data.items.filter(item => item.status === 'created');
        }
        // The client has no call for it, so it is made as the documentation says.
        const deleted = await (await fetch(`${api}/${waiting[0].id}`, { method: 'DELETE', headers: authorization })).json();
        assert.equal(deleted.data.status, 'deleted');
        await assert.rejects(drawing, /Prediction failed.*deleted/);
        assert.equal((await lab.stats()).wavespeed.spentUsd, before);
    });

    it('hears of a failed prediction', async () => {
        await fault({ call: 'submit', kind: 'fail', variant: '1402' });
        const { outputs, detail } = await client.runNoThrow(MODEL, FOX, { pollInterval: 0.1 });
        assert.equal(outputs, null);
        assert.match(detail.error.message, /media URL could not be downloaded/);
    });

    it('hears of a wrong value, a wrong key and an empty account, and submits once', async () => {
        const submits = async () => (await lab.stats()).wavespeed.submits;
        const before = await submits();
        await assert.rejects(client.run(MODEL, { ...FOX, guidance_scale: 30 }), /HTTP 400.*guidance_scale/);
        await assert.rejects(withKey('no-key').run(MODEL, FOX), /HTTP 401/);
        await knobs({ balance: 0 });
        await assert.rejects(client.run(MODEL, FOX), /HTTP 402.*top up/);
        assert.equal(await submits() - before, 3);
    });

    it('rides out a poll that fails in passing', async () => {
        await fault({ call: 'poll', kind: 'status', status: 503 });
        const { outputs } = await client.run(MODEL, FOX, { pollInterval: 0.1 });
        assert.equal(outputs.length, 1);
    });
});
