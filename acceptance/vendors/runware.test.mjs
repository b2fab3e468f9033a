// Runware's own client against the lab: what it takes for Runware is what the bridge is tested with. It speaks WebSocket only.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { RunwareServer } from '@runware/sdk-js';
import { startLab } from '../bridge.mjs';
import { readPng } from '../png.mjs';

const FOX = { positivePrompt: 'a red fox in the snow', model: 'runware:101@1', width: 512, height: 256, outputFormat: 'PNG' };
const MIRA = {
    category: 'lora', architecture: 'flux1d', format: 'safetensors', name: 'Mira', version: '1.0', air: 'labowner:0123456789ab@1', uniqueIdentifier: '0123456789ab',
    downloadURL: 'https://huggingface.co/u/r/resolve/main/mira.safetensors', defaultWeight: 1, private: true,
};

describe('@runware/sdk-js', { timeout: 120_000 }, () => {
    let lab;
    let runware;

    before(async () => {
        lab = await startLab();
        runware = await connect(lab.settings.RUNWARE_API_KEY);
    });

    after(async () => {
        await runware?.disconnect();
        await lab?.stop();
    });

    it('draws by url, with seed, cost and the safety flag', async () => {
        const [picture] = await runware.requestImages({ ...FOX, seed: 1234, steps: 28, CFGScale: 3.5, includeCost: true, checkNSFW: true });
        assert.equal(picture.seed, 1234);
        assert.ok(picture.cost > 0);
        assert.equal(picture.NSFWContent, false);
        const file = Buffer.from(await (await fetch(picture.imageURL)).arrayBuffer());
        const { width, height } = readPng(file);
        assert.deepEqual([width, height], [512, 256]);
    });

    it('draws several pictures as base64', async () => {
        const pictures = await runware.requestImages({ ...FOX, numberResults: 3, outputType: 'base64Data', seed: 31 });
        assert.deepEqual(pictures.map(({ seed }) => seed), [31, 32, 33]);
        for (const { imageBase64Data } of pictures) readPng(Buffer.from(imageBase64Data, 'base64'));
    });

    it('draws several requests at the same time over one connection', async () => {
        const seeds = [11, 12, 13, 14];
        const drawn = await Promise.all(seeds.map(seed => runware.requestImages({ ...FOX, seed })));
        assert.deepEqual(drawn.map(([picture]) => picture.seed), seeds);
    });

    it('submits and polls', async () => {
        const taskUUID = randomUUID();
        await exchange([{ taskType: 'imageInference', taskUUID, ...FOX, steps: 20, deliveryMethod: 'async' }]);
        let answer = {};
        for (const end = Date.now() + 10_000; answer.status !== 'success' && Date.now() < end;) [answer] = await runware.getResponse({ taskUUID });
        assert.equal(answer.status, 'success');
        assert.match(answer.imageURL, /^http/);
    });

    it('starts from a picture, and repaints under a mask', async () => {
        const [{ imageBase64Data }] = await runware.requestImages({ ...FOX, outputType: 'base64Data' });
        const picture = `data:image/png;base64,${imageBase64Data}`;
        const [again] = await runware.requestImages({ ...FOX, seedImage: picture, strength: 0.6 });
        assert.ok(again.imageURL);
        const [repainted] = await runware.requestImages({ ...FOX, seedImage: picture, maskImage: picture, strength: 0.9 });
        assert.ok(repainted.imageURL);
    });

    it('uploads a LoRA, finds it and draws with it', async () => {
        const uploaded = await runware.modelUpload(MIRA);
        assert.equal(uploaded.air, MIRA.air);
        assert.equal(uploaded.status, 'ready');
        const { results } = await runware.modelSearch({ search: 'mira' });
        assert.ok(results.some(({ air }) => air === MIRA.air));
        const [picture] = await runware.requestImages({ ...FOX, lora: [{ model: MIRA.air, weight: 0.8 }] });
        assert.ok(picture.imageURL);
    });

    it('is told what is wrong with a request', async () => {
        await assert.rejects(runware.requestImages({ ...FOX, width: 500 }), ({ error }) => error.code === 'invalidWidth' && error.parameter === 'width');
        await assert.rejects(runware.requestImages({ ...FOX, model: 'runware:0@0' }), ({ error }) => error.code === 'invalidModel');
        await assert.rejects(runware.requestImages({ ...FOX, lora: [{ model: 'labowner:unknown@1', weight: 1 }] }), ({ error }) => /lora/.test(error.parameter));
    });

    it('is told when the generation fails or the credit is used up', async () => {
        await assert.rejects(runware.requestImages({ ...FOX, positivePrompt: 'a fox lab:fail=promptBlocked' }), ({ error }) => error.code === 'promptBlocked');
        await assert.rejects(runware.requestImages({ ...FOX, positivePrompt: 'a fox lab:credits' }), ({ error }) => error.code === 'insufficientCredits');
    });

    it('is refused with a wrong key', async () => {
        const stranger = new RunwareServer({ apiKey: 'wrong', url: socketUrl(), shouldReconnect: false, globalMaxRetries: 1 });
        await assert.rejects(stranger.ensureConnection(), failure => /invalidApiKey|API key/i.test(JSON.stringify(failure) + failure));
        await stranger.disconnect();
    });

    it('comes back after the connection is broken off', async () => {
        const client = await connect(lab.settings.RUNWARE_API_KEY, 3000);
        await assert.rejects(client.requestImages({ ...FOX, positivePrompt: 'a fox lab:drop' }));
        const [picture] = await client.requestImages({ ...FOX, seed: 22 });
        assert.equal(picture.seed, 22);
        await client.disconnect();
    });

    async function connect(apiKey, timeoutDuration = 20_000) {
        const client = new RunwareServer({ apiKey, url: socketUrl(), globalMaxRetries: 1, timeoutDuration });
        await client.ensureConnection();
        return client;
    }

    function socketUrl() {
        return lab.settings.RUNWARE_ENDPOINT.replace(/^http/, 'ws');
    }

    /** Tasks that the client has no method for, over HTTP. */
    async function exchange(tasks) {
        const response = await fetch(lab.settings.RUNWARE_ENDPOINT, {
            method: 'POST', headers: { authorization: `Bearer ${lab.settings.RUNWARE_API_KEY}`, 'content-type': 'application/json' }, body: JSON.stringify(tasks),
        });
        return response.json();
    }
});
