import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { startBridge, startLab, until } from '../bridge.mjs';
import { readPng } from '../png.mjs';
import { openTavern, startTavern } from './tavern.mjs';

const FOX = 'a red fox in the snow';

describe('SillyTavern', () => {
    let bridge;
    let lab;
    let hosted;
    let server;
    let tavern;

    before(async () => {
        [bridge, lab, server] = await Promise.all([startBridge(), startLab(), startTavern()]);
        // One provider and no fallback: what it does is what SillyTavern sees.
        hosted = await startBridge({ ...lab.settings, PROVIDER_ORDER: 'runware', RUNWARE_DELIVERY: 'sync' });
        tavern = await openTavern(server.url);
    }, { timeout: 600_000 });

    after(async () => {
        await tavern?.close();
        await Promise.all([bridge?.stop(), hosted?.stop(), lab?.stop(), server?.stop()]);
    });

    afterEach(async context => {
        await tavern.screenshot(context.name.replaceAll(/\W+/g, '-'));
        await tavern.toasts();
    });

    it('connects', async () => {
        await tavern.connectAuto(bridge.url);
        const toasts = await tavern.toast('success', 'SD WebUI API connected.');
        assert.deepEqual(toasts.filter(toast => toast.kind === 'error'), []);
    });

    it('fills every list', async () => {
        assert.ok((await tavern.options('model')).length >= 2, 'several models');
        assert.equal(await tavern.selected('model'), await currentModel(bridge));
        assert.ok((await tavern.options('sampler')).includes('Euler'));
        assert.ok((await tavern.options('scheduler')).length >= 1);
        assert.ok(!(await tavern.options('scheduler')).includes('N/A'), 'N/A is what SillyTavern shows for a failed list');
        assert.equal((await tavern.options('hr_upscaler'))[0], 'None');
        assert.ok((await tavern.options('hr_upscaler')).length >= 2);
        assert.equal((await tavern.options('vae'))[0], 'Automatic');
        assert.ok(!(await tavern.options('vae')).includes('N/A'));
    });

    it('shows the picture of /imagine', async () => {
        const picture = await imagine(`/imagine ${FOX}`);
        assert.deepEqual([picture.width, picture.height], [512, 512]);
        assert.match(readPng(picture.bytes).texts.parameters, /a red fox in the snow/);
        assert.deepEqual(await errors(), []);
        await tavern.screenshotOfChat('chat-with-its-picture');
    });

    it('shows the picture in the size asked for', async () => {
        const picture = await imagine(`/imagine width=640 height=384 ${FOX}`);
        assert.deepEqual([picture.width, picture.height], [640, 384]);
    });

    it('keeps a prompt beyond Latin whole', async () => {
        const picture = await imagine('/imagine 雪の中の赤い狐 – Füchsin');
        assert.match(readPng(picture.bytes).texts.parameters, /雪の中の赤い狐 – Füchsin/);
    });

    it('switches the model', async () => {
        const other = await otherModel(await tavern.selected('model'));
        await tavern.select('model', other);
        const toasts = await tavern.toast('success', 'Model successfully loaded!', 40_000);
        assert.deepEqual(toasts.filter(toast => toast.kind === 'error'), []);
        assert.equal(await currentModel(bridge), other);
        const picture = await imagine(`/imagine ${FOX}`);
        assert.match(readPng(picture.bytes).texts.parameters, new RegExp(`Model: ${escaped(other)}(,|$)`));
    });

    it('sends credentials that appear nowhere', async () => {
        await tavern.connectAuto(bridge.url, 'mira:open-sesame');
        await tavern.toast('success', 'SD WebUI API connected.');
        const picture = await imagine(`/imagine ${FOX}`);
        const traces = bridge.output() + picture.bytes.toString('latin1');
        for (const secret of ['open-sesame', Buffer.from('mira:open-sesame').toString('base64')]) {
            assert.ok(!traces.includes(secret), 'neither in the log nor in the picture');
        }
    });

    it('says that the bridge is not there', async () => {
        await tavern.connectAuto('http://127.0.0.1:9');
        await tavern.toast('error', 'Could not validate SD WebUI API');
    });

    it('draws through a hosted provider', async () => {
        await tavern.connectAuto(hosted.url);
        await tavern.toast('success', 'SD WebUI API connected.');
        const picture = await imagine(`/imagine ${FOX}`);
        assert.deepEqual([picture.width, picture.height], [512, 512]);
        assert.deepEqual(await errors(), []);
    });

    it('shows an error of the provider as an error', async () => {
        const before = await tavern.pictures();
        await tavern.say(`/imagine ${FOX} lab:status=500`);
        await tavern.toast('error', 'Image generation failed.', 60_000);
        await tavern.screenshot('shows-an-error-while-it-stands');
        assert.equal(await tavern.pictures(), before);
        await idle();
    });

    it('ends the provider call when stop is pressed', async () => {
        const before = await tavern.pictures();
        await tavern.say(`/imagine ${FOX} lab:slow=30`);
        await until(async () => (await lab.inFlight()) === 1, 10_000, 'the lab has the call');
        await tavern.screenshot('generation-with-its-stop-button');
        await tavern.stopGeneration();
        await until(async () => (await lab.inFlight()) === 0, 2_000, 'the lab is rid of the call');
        await idle();
        assert.equal(await tavern.pictures(), before);
        const picture = await imagine(`/imagine ${FOX}`);
        assert.equal(picture.width, 512, 'the next generation is untouched by the late interrupt');
    });

    it('works as a stable-diffusion.cpp server with a model per request', async () => {
        const current = await currentModel(bridge);
        await tavern.connectSdcpp(bridge.url);
        await tavern.toast('success', 'stable-diffusion.cpp server connected.');
        const other = await otherModel(current);
        await tavern.select('model', other);
        const picture = await imagine(`/imagine ${FOX}`);
        assert.match(readPng(picture.bytes).texts.parameters, new RegExp(`Model: ${escaped(other === 'auto' ? 'storyboard/storyboard' : other)}(,|$)`));
        assert.equal(await currentModel(bridge), current, 'the current model stays');
    });

    async function imagine(line) {
        const before = await tavern.pictures();
        await tavern.say(line);
        const picture = await tavern.newPicture(before);
        await idle();
        return picture;
    }

    function idle() {
        return until(async () => !(await tavern.generating()), 10_000, 'SillyTavern ends the generation');
    }

    async function errors() {
        return (await tavern.toasts()).filter(toast => toast.kind === 'error');
    }

    async function otherModel(current) {
        const other = (await tavern.options('model')).find(model => model !== current);
        assert.ok(other, `a model besides ${current}`);
        return other;
    }
});

async function currentModel(bridge) {
    return (await (await fetch(`${bridge.url}/sdapi/v1/options`)).json()).sd_model_checkpoint;
}

function escaped(text) {
    return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
