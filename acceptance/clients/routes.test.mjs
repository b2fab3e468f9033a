// The routes that no client package calls, and what only a socket shows.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startBridge, startLab, until } from '../bridge.mjs';

const IDLE_STATE = {
    skipped: false, interrupted: false, stopping_generation: false, job: '', job_count: 0, job_no: 0, sampling_step: 0, sampling_steps: 0,
};

describe('A1111 routes', () => {
    let bridge;
    let lab;

    before(async () => {
        lab = await startLab();
        bridge = await startBridge({ ...lab.settings, PROVIDER_ORDER: 'runware', RUNWARE_DELIVERY: 'sync' });
    });

    after(() => Promise.all([bridge?.stop(), lab?.stop()]));

    it('has the lists of SillyTavern', async () => {
        for (const scheduler of await get('schedulers')) {
            assert.deepEqual(Object.keys(scheduler).sort(), ['aliases', 'default_rho', 'label', 'name', 'need_inner_model']);
        }
        assert.ok((await get('schedulers')).length > 0);
        for (const mode of await get('latent-upscale-modes')) assert.deepEqual(Object.keys(mode), ['name']);
        assert.ok(Array.isArray(await get('sd-vae')));
        for (const lora of await get('loras')) assert.deepEqual(Object.keys(lora).sort(), ['alias', 'metadata', 'name', 'path']);
    });

    it('has the constants', async () => {
        assert.deepEqual(await get('embeddings'), { loaded: {}, skipped: {} });
        assert.deepEqual(await get('scripts'), { txt2img: [], img2img: [] });
        assert.deepEqual(await get('extensions'), []);
        assert.deepEqual(await get('script-info'), []);
        const { ram, cuda } = await get('memory');
        for (const key of ['free', 'used', 'total']) assert.equal(typeof ram[key], 'number');
        assert.equal(typeof cuda, 'object');
    });

    it('refreshes everything', async () => {
        for (const what of ['checkpoints', 'vae', 'embeddings', 'loras']) assert.equal(await post(`refresh-${what}`), null);
    });

    it('is idle when idle', async () => {
        const { state, ...progress } = await get('progress?skip_current_image=true');
        assert.deepEqual(progress, { progress: 0, eta_relative: 0, current_image: null, textinfo: null });
        const { job_timestamp: stamp, ...rest } = state;
        assert.match(stamp, /^\d{14}$/);
        assert.deepEqual(rest, IDLE_STATE);
    });

    it('takes an interrupt and a skip with nothing running', async () => {
        assert.deepEqual(await post('interrupt'), {});
        assert.equal(await post('skip'), null);
        await until(async () => (await get('progress')).state.job_count === 0, 2_000, 'the bridge is idle');
    });

    it('shows the progress of a generation and interrupts it', async () => {
        const drawing = post('txt2img', { prompt: 'a mill lab:slow=30', width: 256, height: 256 });
        await until(async () => (await lab.inFlight()) === 1, 10_000, 'the lab has the call');
        const { progress } = await until(async () => {
            const seen = await get('progress');
            return seen.state.job_count !== 0 && seen.progress > 0 && seen;
        }, 3_000, 'a job is counted and has begun');
        assert.ok(progress < 1, String(progress));
        assert.deepEqual(await post('interrupt'), {});
        await until(async () => (await lab.inFlight()) === 0, 2_000, 'the lab is rid of the call');
        assert.deepEqual((await drawing).images, [], 'an interrupted generation answers what there is: nothing');
        await until(async () => (await get('progress')).state.job_count === 0, 2_000, 'the bridge is idle');
    });

    it('ends the provider call of a client that just leaves', async () => {
        const leaving = new AbortController();
        const drawing = fetch(`${bridge.url}/sdapi/v1/txt2img`, {
            method: 'POST', body: JSON.stringify({ prompt: 'a mill lab:slow=30', width: 256, height: 256 }), signal: leaving.signal, headers: { 'content-type': 'application/json' },
        }).catch(error => error.name);
        await until(async () => (await lab.inFlight()) === 1, 10_000, 'the lab has the call');
        leaving.abort();
        assert.equal(await drawing, 'AbortError');
        await until(async () => (await lab.inFlight()) === 0, 2_000, 'the lab is rid of the call');
    });

    it('lets a late interrupt not touch the next job', async () => {
        const leaving = new AbortController();
        fetch(`${bridge.url}/sdapi/v1/txt2img`, {
            method: 'POST', body: JSON.stringify({ prompt: 'a mill lab:slow=30', width: 256, height: 256 }), signal: leaving.signal, headers: { 'content-type': 'application/json' },
        }).catch(() => {});
        await until(async () => (await lab.inFlight()) === 1, 10_000, 'the lab has the call');
        leaving.abort();
        const next = post('txt2img', { prompt: 'a mill lab:slow=1', width: 256, height: 256 });
        await post('interrupt');
        assert.equal((await next).images.length, 1);
    });

    it('answers unknown paths as FastAPI does', async () => {
        const answer = await fetch(`${bridge.url}/sdapi/v1/no-such-route`);
        assert.equal(answer.status, 404);
        assert.deepEqual(await answer.json(), { detail: 'Not Found' });
    });

    async function get(route) {
        const answer = await fetch(`${bridge.url}/sdapi/v1/${route}`);
        assert.equal(answer.status, 200, route);
        return answer.json();
    }

    async function post(route, body) {
        const answer = await fetch(`${bridge.url}/sdapi/v1/${route}`, {
            method: 'POST', ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
        });
        assert.equal(answer.status, 200, route);
        return answer.json();
    }
});
