// FAL's own client against the lab: what it accepts here it accepts from FAL.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { ApiError, createFalClient, ValidationError } from '@fal-ai/client';
import { startLab } from '../bridge.mjs';
import { readPng } from '../png.mjs';

const MODEL = 'fal-ai/flux-lora';
const FOX = { prompt: 'a red fox', image_size: { width: 256, height: 192 }, output_format: 'png', seed: 7 };

describe('@fal-ai/client', () => {
    let lab;
    let fal;

    // The client knows FAL's three hosts only; each is a path of the lab.
    const client = credentials => createFalClient({
        credentials,
        requestMiddleware: async request => ({
            ...request,
            url: request.url
                .replace('https://queue.fal.run/', `${lab.url}/fal/`)
                .replace('https://fal.run/', `${lab.url}/fal/run/`)
                .replace('https://rest.fal.ai/', `${lab.url}/fal/rest/`),
        }),
    });

    const knobs = change => fetch(`${lab.url}/lab/providers/fal`, { method: 'POST', body: JSON.stringify(change) });
    const fault = change => fetch(`${lab.url}/lab/faults`, { method: 'POST', body: JSON.stringify({ provider: 'fal', ...change }) });
    const picture = async url => readPng(Buffer.from(await (await fetch(url)).arrayBuffer()));

    before(async () => {
        lab = await startLab();
        fal = client(lab.settings.FAL_API_KEY);
    });

    beforeEach(() => knobs({ latencySeconds: 0.1, balance: 100 }));

    after(() => lab?.stop());

    it('draws and hears of every state', async () => {
        await knobs({ latencySeconds: 2 });
        const states = [];
        const { data, requestId } = await fal.subscribe(MODEL, {
            input: { ...FOX, loras: [{ path: 'https://huggingface.co/u/r/resolve/main/mira.safetensors', scale: 0.8 }] },
            logs: true,
            pollInterval: 100,
            onQueueUpdate: update => states.push(update.status),
        });
        assert.ok(requestId);
        assert.equal(data.seed, 7);
        assert.deepEqual([...new Set(states)], ['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']);
        const { width, height } = await picture(data.images[0].url);
        assert.deepEqual([width, height], [256, 192]);
    });

    it('queues, polls and fetches step by step', async () => {
        const queued = await fal.queue.submit(MODEL, { input: FOX });
        assert.equal(queued.status, 'IN_QUEUE');
        await fal.queue.subscribeToStatus(MODEL, { requestId: queued.request_id, pollInterval: 50 });
        const status = await fal.queue.status(MODEL, { requestId: queued.request_id, logs: true });
        assert.equal(status.status, 'COMPLETED');
        assert.ok(status.logs.length > 0);
        const { data } = await fal.queue.result(MODEL, { requestId: queued.request_id });
        assert.deepEqual(data.has_nsfw_concepts, [false]);
    });

    it('follows the state as a stream', async () => {
        await knobs({ latencySeconds: 0.6 });
        const queued = await fal.queue.submit(MODEL, { input: FOX });
        const seen = [];
        const last = await fal.queue.subscribeToStatus(MODEL, {
            requestId: queued.request_id, mode: 'streaming', logs: true, onQueueUpdate: update => seen.push(update.status),
        });
        assert.equal(last.status, 'COMPLETED');
        assert.ok(seen.length > 1, `saw ${seen}`);
    });

    it('draws on one connection with the picture inside', async () => {
        const { data } = await fal.run(MODEL, { input: { ...FOX, sync_mode: true } });
        const [head, base64] = data.images[0].url.split(',');
        assert.equal(head, 'data:image/png;base64');
        assert.equal(readPng(Buffer.from(base64, 'base64')).width, 256);
    });

    it('uploads an init image and a mask and draws from them', async () => {
        const { data } = await fal.run(MODEL, { input: FOX });
        const file = new Blob([await (await fetch(data.images[0].url)).arrayBuffer()], { type: 'image/png' });
        const changed = await fal.subscribe(`${MODEL}/inpainting`, { input: { ...FOX, image_url: file, mask_url: file, strength: 0.7 }, pollInterval: 50 });
        assert.equal((await picture(changed.data.images[0].url)).width, 256);
    });

    it('cancels a request that waits, at no cost', async () => {
        await knobs({ latencySeconds: 60 });
        const spent = (await lab.stats()).fal.spentUsd;
        const queued = await fal.queue.submit(MODEL, { input: FOX });
        await fal.queue.cancel(MODEL, { requestId: queued.request_id });
        const status = await fal.queue.status(MODEL, { requestId: queued.request_id });
        assert.equal(status.error_type, 'client_cancelled');
        await assert.rejects(fal.queue.result(MODEL, { requestId: queued.request_id }), failure => failure.status === 499);
        assert.equal((await lab.stats()).fal.spentUsd, spent);
    });

    it('hears which field is wrong', async () => {
        await assert.rejects(fal.subscribe(MODEL, { input: { ...FOX, num_inference_steps: 99 }, pollInterval: 50 }), failure => {
            assert.ok(failure instanceof ValidationError);
            assert.equal(failure.getFieldErrors('num_inference_steps')[0].type, 'less_than_equal');
            return true;
        });
    });

    it('hears of a wrong key and of an empty account', async () => {
        const refused = status => failure => failure instanceof ApiError && failure.status === status;
        await assert.rejects(client('no:key').queue.submit(MODEL, { input: FOX }), refused(401));
        await knobs({ balance: 0 });
        await assert.rejects(fal.queue.submit(MODEL, { input: FOX }), failure => refused(403)(failure) && /Exhausted balance/.test(failure.body.detail));
    });

    it('hears of a failed generation and of content that is refused', async () => {
        await fault({ call: 'submit', kind: 'fail', variant: 'content_policy_violation' });
        await assert.rejects(fal.subscribe(MODEL, { input: FOX, pollInterval: 50 }), failure => failure.body.detail[0].type === 'content_policy_violation');
        await fault({ call: 'submit', kind: 'nsfw' });
        const { data } = await fal.subscribe(MODEL, { input: FOX, pollInterval: 50 });
        assert.deepEqual(data.has_nsfw_concepts, [true]);
    });

    it('rides out a poll that fails in passing', async () => {
        await fault({ call: 'status', kind: 'status', status: 503 });
        const { data } = await fal.subscribe(MODEL, { input: FOX, pollInterval: 50 });
        assert.equal(data.images.length, 1);
    });
});
