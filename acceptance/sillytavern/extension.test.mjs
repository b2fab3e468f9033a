import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, startBridge, startLab, until } from '../bridge.mjs';
import { Story, cast, startStoryteller } from './story.mjs';
import { openTavern, startTavern } from './tavern.mjs';

describe('The extension', () => {
    let people;
    let bridge;
    let hosted;
    let lab;
    let server;
    let storyteller;
    let tavern;
    let story;

    before(async () => {
        people = await cast();
        [bridge, lab, server, storyteller] = await Promise.all([startBridge({ LORA_DICT_PATH: people.file, PROVIDER_ORDER: 'storyboard' }), startLab(), startTavern(), startStoryteller()]);
        hosted = await startBridge({ ...lab.settings, PROVIDER_ORDER: 'runware', RUNWARE_DELIVERY: 'sync', LORA_DICT_PATH: people.file });
        tavern = await openTavern(server.url);
        story = new Story(tavern);
        await story.connect(storyteller.url);
        await at(bridge);
    }, { timeout: 600_000 });

    after(async () => {
        await tavern?.close();
        await Promise.all([bridge?.stop(), hosted?.stop(), lab?.stop(), server?.stop(), storyteller?.stop(), people?.remove()]);
    });

    afterEach(async context => {
        await tavern.screenshot(`extension-${context.name.replaceAll(/\W+/g, '-')}`);
    });

    it('is cloned by git', async () => {
        const folder = await mkdtemp(join(tmpdir(), 'clone-'));
        try {
            await promisify(execFile)('git', ['clone', '--depth', '1', `${bridge.url}/extension.git`, folder]);
            const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
            assert.equal(manifest.display_name, 'Flux LoRA Bridge');
        } finally {
            await rm(folder, { recursive: true, force: true });
        }
    });

    it('is installed by pasting the address of the bridge', async () => {
        await story.install(`${bridge.url}/extension.git`);
        const tour = story.page.locator('dialog.popup[open]', { hasText: 'Pictures as the story is told' });
        await tour.locator('.popup-button-ok').click();
        await tour.waitFor({ state: 'detached' });
        await story.page.locator('#flux_bridge_settings .inline-drawer-toggle').click();
        await story.page.locator('#flux_bridge_settings [data-action="test"]').click();
        await story.page.locator('#flux_bridge_settings [data-status="connection"]', { hasText: 'Connected: Flux LoRA Bridge' }).waitFor();
    });

    for (const streamed of [false, true]) {
        it(`illustrates a ${streamed ? 'streamed' : 'whole'} reply with the right character`, async () => {
            await story.stream(streamed);
            const [name, other] = streamed ? ['Kael', 'mira'] : ['Mira', 'kael'];
            storyteller.will(`${name} stands at the window and laughs.`);
            const index = await story.tell('Who is there?');
            await story.reaches(index, 'done');
            const { media, memory } = await story.kept(index);
            assert.equal(media.length, 1);
            await story.sees(index, 1);
            assert.match(memory.info.loras, new RegExp(name, 'i'));
            assert.doesNotMatch(memory.info.loras, new RegExp(other));
            assert.match(media[0].title, /laughs/);
            assert.deepEqual([media[0].width, media[0].height], [512, 512]);
            assert.match(await story.card(index).innerText(), new RegExp(name, 'i'));
        });
    }

    it('draws each swipe its own picture and keeps the old one', async () => {
        const index = (await story.count()) - 1;
        const first = await story.kept(index);
        storyteller.will('Mira sits down by the fire and smiles.');
        await story.swipe(index, 'Mira sits down by the fire and smiles.');
        await story.reaches(index, 'done');
        const second = await story.kept(index);
        assert.equal(second.media.length, 1);
        assert.match(second.memory.info.loras, /mira/i);
        assert.notEqual(second.media[0].url, first.media[0].url);
        await story.swipeBack(index);
        assert.deepEqual((await story.kept(index)).media.map(entry => entry.url), [first.media[0].url]);
        assert.equal(await story.phase(index), 'done');
    });

    it('draws a regenerated reply anew', async () => {
        const index = (await story.count()) - 1;
        storyteller.will('Mira and Kael walk through the garden.');
        await story.page.evaluate(() => document.querySelector('#option_regenerate').click());
        await until(async () => (await story.kept(index).catch(() => null))?.text === 'Mira and Kael walk through the garden.' && !(await story.generating()), 30_000, 'the reply is regenerated');
        await sleep(300);
        await story.reaches(index, 'done');
        const { media, memory } = await story.kept(index);
        assert.equal(media.length, 1);
        assert.match(memory.info.loras, /mira/i);
        assert.match(memory.info.loras, /kael/i);
    });

    it('leaves the picture of an edited message, and draws it anew on demand', async () => {
        const index = (await story.count()) - 1;
        const before = await story.kept(index);
        await story.edit(index, 'Kael stands alone in the garden.');
        await sleep(700);
        assert.deepEqual((await story.kept(index)).media, before.media);
        await story.act(index, 'redraw');
        await until(async () => (await story.kept(index)).media[0]?.url !== before.media[0].url, 30_000, 'another picture is there');
        const after = await story.kept(index);
        assert.equal(after.media.length, 1);
        assert.match(after.memory.info.loras, /kael/i);
        assert.doesNotMatch(after.memory.info.loras, /mira/);
    });

    it('adds one more, and keeps all through a reload without drawing again', async () => {
        const index = (await story.count()) - 1;
        await story.act(index, 'more');
        await until(async () => (await story.kept(index)).media.length === 2, 30_000, 'a second picture is there');
        await story.reaches(index, 'done');
        const before = await story.kept(index);
        const drawn = await pictures();
        await story.reload();
        await story.reaches(index, 'done');
        assert.deepEqual((await story.kept(index)).media, before.media);
        await until(async () => (await story.seen(index)) >= 1, 10_000, 'a picture is seen');
        await sleep(1500);
        assert.equal(await pictures(), drawn, 'nothing was drawn again');
    });

    it('draws other words when asked', async () => {
        const index = (await story.count()) - 1;
        await story.act(index, 'edit');
        const dialog = story.page.locator('dialog.popup[open]').last();
        await dialog.locator('textarea').first().fill('an empty harbour at dawn');
        await dialog.locator('.popup-button-ok').click();
        await until(async () => /harbour/.test((await story.kept(index)).media[0]?.title), 30_000, 'the new picture is there');
        assert.equal((await story.kept(index)).media.length, 1);
    });

    it('keeps its pictures out of what the language model is sent', async () => {
        storyteller.will('Mira nods.');
        await story.tell('Go on.');
        assert.doesNotMatch(JSON.stringify(storyteller.asked.at(-1).messages), /image_url|user\/images/);
        await settled();
    });

    it('draws two fast replies one after the other, each at its own message', async () => {
        await at(hosted);
        await latency(8);
        storyteller.will('Mira opens the door.', 'Kael closes the door.');
        const one = await story.tell('First.');
        const two = await story.tell('Second.');
        await story.reaches(one, 'drawing');
        await story.reaches(two, 'queued');
        assert.match(await story.page.locator('#flux_bridge_settings [data-status="queue"]').textContent(), /2/);
        await latency(0.05);
        await tavern.screenshot('extension-queue');
        await story.reaches(one, 'done');
        await story.reaches(two, 'done');
        assert.match((await story.kept(one)).media[0].title, /opens/);
        assert.match((await story.kept(two)).media[0].title, /closes/);
    });

    it('shows progress, and stops at the bridge when stop is pressed', async () => {
        await latency(20);
        storyteller.will('Mira waits for a long time.');
        const index = await story.tell('And then?');
        await until(async () => (await lab.inFlight()) === 1, 15_000, 'the lab has the call');
        await until(async () => /%/.test(await story.card(index).innerText()), 15_000, 'progress is told');
        await tavern.screenshot('extension-loading');
        await story.act(index, 'stop');
        await until(async () => (await lab.inFlight()) === 0, 3000, 'the lab is rid of the call');
        await story.reaches(index, 'stopped');
        await latency(0.05);
        await story.act(index, 'retry');
        await story.reaches(index, 'done');
        assert.equal((await story.kept(index)).media.length, 1);
    });

    it('brings a picture to its message though another chat is open', async () => {
        await latency(2);
        storyteller.will('Kael lights a lamp.');
        const index = await story.tell('It gets dark.');
        await until(async () => (await lab.inFlight()) === 1, 15_000, 'the lab has the call');
        const chat = await story.page.evaluate(() => SillyTavern.getContext().chatId);
        await story.command('/newchat');
        await until(async () => (await story.count()) === 1, 15_000, 'another chat is open');
        await until(async () => (await lab.inFlight()) === 0, 15_000, 'it is drawn');
        await sleep(1000);
        assert.equal(await story.page.evaluate(() => SillyTavern.getContext().chat.filter(message => message.extra?.flux_bridge).length), 0, 'nothing in the other chat');
        await story.page.evaluate(name => SillyTavern.getContext().openCharacterChat(name), chat);
        await story.reaches(index, 'done');
        assert.equal((await story.kept(index)).media.length, 1);
        assert.match((await story.kept(index)).media[0].title, /lamp/);
    });

    it('takes up what a reload interrupted', async () => {
        await latency(6);
        storyteller.will('Mira reads a letter.');
        const index = await story.tell('A letter came.');
        await until(async () => (await lab.inFlight()) === 1, 15_000, 'the lab has the call');
        await latency(0.05);
        await story.reload();
        await story.reaches(index, 'done');
        assert.equal((await story.kept(index)).media.length, 1);
    });

    it('ends what was ordered for a message that is deleted', async () => {
        await latency(20);
        storyteller.will('Mira counts the stars.');
        const index = await story.tell('Night.');
        await until(async () => (await lab.inFlight()) === 1, 15_000, 'the lab has the call');
        await story.page.evaluate(() => SillyTavern.getContext().deleteLastMessage());
        await until(async () => (await lab.inFlight()) === 0, 5000, 'the lab is rid of the call');
        assert.equal(await story.count(), index);
        await latency(0.05);
    });

    it('says what is wrong when a provider fails, and what the bridge said', async () => {
        storyteller.will('Mira falls asleep lab:status=500 .');
        const index = await story.tell('Late.');
        await story.reaches(index, 'failed', 60_000);
        assert.match(await story.card(index).innerText(), /runware/i);
    });

    it('says that the bridge is gone, and draws when it is back', async () => {
        const port = await freePort();
        const gone = await startBridge({ BRIDGE_PORT: String(port), PROVIDER_ORDER: 'storyboard', LORA_DICT_PATH: people.file });
        const address = `http://127.0.0.1:${port}`;
        await at({ url: address });
        await gone.stop();
        const errors = story.errors.length;
        storyteller.will('Kael waves.');
        const index = await story.tell('Farewell.');
        await story.reaches(index, 'retrying');
        await story.reaches(index, 'failed');
        assert.match(await story.card(index).innerText(), new RegExp(`does not reach the bridge at ${address}`));
        await tavern.screenshot('extension-dead-bridge');
        // The browser itself writes down each answer of SillyTavern that is a 500.
        story.errors.splice(errors, story.errors.length, ...story.errors.slice(errors).filter(error => !/status of 500/.test(error)));
        const back = await startBridge({ BRIDGE_PORT: String(port), PROVIDER_ORDER: 'storyboard', LORA_DICT_PATH: people.file });
        try {
            await story.act(index, 'retry');
            await story.reaches(index, 'done');
            assert.equal((await story.kept(index)).media.length, 1);
        } finally {
            await at(bridge);
            await back.stop();
        }
    });

    it('draws and stops by command, and by hand only when so set', async () => {
        await story.page.evaluate(() => $('#flux_bridge_settings [data-setting="mode"]').val('manual')[0].dispatchEvent(new Event('input')));
        storyteller.will('Mira sings.');
        const index = await story.tell('A song?');
        await sleep(500);
        assert.equal(await story.phase(index), null);
        assert.equal(await story.command('/illustrate await=true'), 'done');
        assert.match((await story.kept(index)).memory.info.loras, /mira/i);
        assert.equal(await story.command('/illustrate-cancel'), '0');
        await story.page.evaluate(() => $('#flux_bridge_settings [data-setting="mode"]').val('every')[0].dispatchEvent(new Event('input')));
    });

    it('fits a desk and a phone', async () => {
        const sizes = { desktop: { width: 1280, height: 860 }, phone: { width: 390, height: 844 } };
        const photograph = async name => {
            for (const [size, viewport] of Object.entries(sizes)) {
                await story.page.setViewportSize(viewport);
                await story.page.mouse.move(5, 5);
                await sleep(400);
                await story.page.evaluate(() => (document.querySelector('#chat').scrollTop = 1e9));
                await sleep(200);
                await tavern.screenshot(`extension-${name}-${size}`);
                assert.ok(await story.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is not wider than a ${size}`);
            }
            await story.page.setViewportSize({ width: 1600, height: 1000 });
        };
        await at(hosted);
        await latency(20);
        storyteller.will('Mira and Kael stand on the old stone bridge. *She points at the lighthouse and smiles.* "Look, the storm is over."');
        const index = await story.tell('We walk down to the sea.');
        await until(async () => /%/.test(await story.card(index).innerText()), 15_000, 'progress is told');
        await photograph('loading');
        await story.act(index, 'stop');
        await story.reaches(index, 'stopped');
        await latency(0.05);
        await at(bridge);
        await story.act(index, 'retry');
        await story.reaches(index, 'done');
        await story.seen(index);
        await story.card(index).locator('summary').evaluate(summary => summary.click());
        await story.card(index).locator('.flux-bridge-who', { hasText: 'mira, kael' }).waitFor();
        await photograph('finished');
        const drawer = story.page.locator('#extensions-settings-button .drawer-toggle');
        await drawer.click();
        const panel = story.page.locator('#flux_bridge_settings');
        // Asked of the style: while the drawer around it slides open, nothing in it counts as visible yet.
        const folded = await panel.locator('.inline-drawer-content').evaluate(content => getComputedStyle(content).display === 'none');
        if (folded) await panel.locator('.inline-drawer-toggle').click();
        await panel.locator('[data-action="test"]').click();
        await panel.locator('[data-status="connection"][data-kind="good"]').waitFor();
        if (await story.page.locator('#sd_source').isVisible()) await story.page.locator('.sd_settings .inline-drawer-toggle').first().click();
        for (const [size, viewport] of Object.entries(sizes)) {
            await story.page.setViewportSize(viewport);
            await sleep(800);
            await panel.evaluate(element => element.scrollIntoView({ block: 'start' }));
            await tavern.screenshot(`extension-panel-${size}`);
        }
        await story.page.setViewportSize({ width: 1600, height: 1000 });
        await drawer.click();
    });

    it('draws who speaks and whom she names in a group', async () => {
        await story.group('The harbour', ['Mira', 'Kael']);
        await at(bridge);
        storyteller.will('*She smiles and hands the lamp to Kael.*');
        const index = await story.tell('Mira, is it dark down there?');
        await story.reaches(index, 'done');
        const { media, memory } = await story.kept(index);
        assert.equal(media.length, 1);
        assert.match(memory.info.loras, /mira/i);
        assert.match(memory.info.loras, /kael/i);
        storyteller.will('The old man leans on the railing and says nothing.');
        const second = await story.tell('Kael, and you?');
        await story.reaches(second, 'done');
        assert.doesNotMatch((await story.kept(second)).memory.info.loras ?? '', /mira/i);
    });

    it('left no error in the console', () => {
        assert.deepEqual(story.errors.filter(error => !/favicon|Failed to load resource.*404/.test(error)), []);
    });

    async function at({ url }) {
        await story.page.evaluate(address => $('#sd_auto_url').val(address).trigger('input'), url);
        await story.page.evaluate(() => $('#sd_source').val() === 'auto' || $('#sd_source').val('auto').trigger('change'));
    }

    function latency(seconds) {
        return fetch(`${lab.url}/lab/providers/runware`, { method: 'POST', body: JSON.stringify({ latencySeconds: seconds }) });
    }

    async function settled() {
        await until(() => story.page.evaluate(() => !document.querySelector('.flux-bridge-card[data-phase="drawing"], .flux-bridge-card[data-phase="queued"]')), 40_000, 'everything is drawn');
    }

    /** How many orders the bridge remembers. */
    async function pictures() {
        return (await (await fetch(`${bridge.url}/api/v1/jobs`)).json()).jobs.length;
    }
});
