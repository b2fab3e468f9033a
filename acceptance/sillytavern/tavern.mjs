// The real SillyTavern server in a scratch folder, and its page in a real Chromium as a user would work it.
import { chromium } from 'playwright-core';
import { access, cp, mkdir, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ROOT, freePort, run, until } from '../bridge.mjs';

const VERSION = JSON.parse(await readFile(join(import.meta.dirname, 'package.json'), 'utf8')).devDependencies.sillytavern;
const MODULES = join(import.meta.dirname, 'node_modules');
const CACHE = resolve(import.meta.dirname, '..', '.cache', `sillytavern-${VERSION}`);
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Pictures of the key moments, for a human. */
export const SCREENSHOTS = join(ROOT, 'target', 'sillytavern');

/** Starts the server with a fresh user; its compiled page libraries are kept from run to run (20 to 60 s of webpack). */
export async function startTavern() {
    const app = join(CACHE, 'app');
    const data = join(CACHE, 'data');
    if (!(await exists(join(app, 'server.js')))) {
        await cp(join(MODULES, 'sillytavern'), app, { recursive: true });
        await symlink(MODULES, join(app, 'node_modules'));
    }
    await mkdir(data, { recursive: true });
    for (const entry of await readdir(data)) {
        if (entry !== '_webpack') await rm(join(data, entry), { recursive: true });
    }
    const port = await freePort();
    // JSON is YAML.
    const config = { dataRoot: data, port, listen: false, whitelistMode: false, disableCsrfProtection: true, securityOverride: true, browserLaunch: { enabled: false } };
    await writeFile(join(app, 'config.yaml'), JSON.stringify(config));
    const server = run('node', ['server.js', '--configPath', './config.yaml', '--dataRoot', data], { cwd: app });
    const url = `http://127.0.0.1:${port}`;
    try {
        await until(async () => server.alive() && (await fetch(url)).ok, 300_000, 'SillyTavern answers');
    } catch (failure) {
        await server.stop();
        throw new Error(`${failure.message}; it said:\n${server.output().slice(-3000)}`);
    }
    return { url, output: server.output, stop: server.stop };
}

/** One browser with one page of SillyTavern: past the welcome, in a chat, with the image settings open. */
export async function openTavern(url) {
    await mkdir(SCREENSHOTS, { recursive: true });
    const browser = await chromium.launch({
        executablePath: CHROMIUM,
        args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
    page.setDefaultTimeout(30_000);
    await page.addInitScript(recordToasts);
    const tavern = new Tavern(browser, page);
    try {
        await tavern.enter(url);
    } catch (failure) {
        await tavern.screenshot('failed-to-enter').catch(() => {});
        await browser.close();
        throw failure;
    }
    return tavern;
}

class Tavern {
    #browser;
    #page;
    #read = 0;

    constructor(browser, page) {
        this.#browser = browser;
        this.#page = page;
    }

    /** The page itself, for what only one test does. */
    get page() {
        return this.#page;
    }

    async enter(url) {
        const page = this.#page;
        await page.goto(url);
        await page.waitForFunction(() => !document.querySelector('#preloader') && window.SillyTavern, null, { timeout: 60_000 });
        // A first start asks for a name.
        const welcome = page.locator('dialog.popup[open]');
        await welcome.locator('.popup-button-ok').click();
        await welcome.waitFor({ state: 'detached' });
        await page.locator('#rightNavHolder .drawer-toggle').click();
        await page.locator('.character_select', { hasText: 'Seraphina' }).first().click();
        await page.locator('#chat .mes .name_text', { hasText: 'Seraphina' }).first().waitFor();
        await page.locator('#extensions-settings-button .drawer-toggle').click();
        await page.locator('.sd_settings .inline-drawer-toggle').first().click();
        await page.locator('#sd_source').waitFor();
    }

    /** Source "Stable Diffusion Web UI (AUTOMATIC1111)": enters URL and credentials, presses Connect. */
    async connectAuto(url, auth = '') {
        await this.source('auto');
        await this.#type('#sd_auto_url', url);
        await this.#type('#sd_auto_auth', auth);
        await this.#page.locator('#sd_auto_validate').click();
    }

    /** Source "stable-diffusion.cpp": enters the URL, presses Connect. */
    async connectSdcpp(url) {
        await this.source('sdcpp');
        await this.#type('#sd_sdcpp_url', url);
        await this.#page.locator('#sd_sdcpp_validate').click();
    }

    async source(name) {
        await this.#page.locator('#sd_source').selectOption(name);
    }

    /** What a dropdown of the image settings offers: model, sampler, scheduler, vae, hr_upscaler. */
    options(name) {
        return this.#page.locator(`#sd_${name} option`).allTextContents();
    }

    selected(name) {
        return this.#page.locator(`#sd_${name}`).inputValue();
    }

    async select(name, value) {
        await this.#page.locator(`#sd_${name}`).selectOption(value);
    }

    /** Types a line into the chat and sends it. */
    async say(line) {
        const box = this.#page.locator('#send_textarea');
        await box.fill(line);
        await box.press('Enter');
    }

    /** Presses stop on the toast that shows a running generation. */
    async stopGeneration() {
        await this.#page.locator('.action-loader-toast[data-slug="sd-image-generation"] .action-loader-stop').click();
    }

    async generating() {
        return (await this.#page.locator('.action-loader-toast[data-slug="sd-image-generation"]').count()) > 0;
    }

    /** How many messages of the chat hold a picture. */
    pictures() {
        return this.#page.locator('#chat .mes img.mes_img').count();
    }

    /** The newest picture of the chat once it is one more than before: size as the browser shows it, and its bytes. */
    async newPicture(before, ms = 30_000) {
        await until(async () => (await this.pictures()) > before, ms, 'a new picture stands in the chat');
        const image = this.#page.locator('#chat .mes img.mes_img').last();
        const seen = await image.evaluate(async element => {
            await element.decode();
            const bytes = new Uint8Array(await (await fetch(element.src)).arrayBuffer());
            return { width: element.naturalWidth, height: element.naturalHeight, bytes: Array.from(bytes) };
        });
        await image.scrollIntoViewIfNeeded();
        return { width: seen.width, height: seen.height, bytes: Buffer.from(seen.bytes) };
    }

    /** Toasts since the last call, oldest first: {kind: 'success' | 'info' | 'warning' | 'error', text}. */
    async toasts() {
        const all = await this.#page.evaluate(() => window.recordedToasts);
        const fresh = all.slice(this.#read);
        this.#read = all.length;
        return fresh;
    }

    /** Waits for a toast of that kind and text and answers it with all that came before it since the last call. */
    async toast(kind, text, ms = 30_000) {
        const seen = [];
        await until(async () => {
            seen.push(...(await this.toasts()));
            return seen.some(toast => toast.kind === kind && toast.text.includes(text));
        }, ms, `a toast says "${text}"`).catch(failure => {
            throw new Error(`${failure.message}; there were: ${JSON.stringify(seen)}`);
        });
        return seen;
    }

    async screenshot(name) {
        await this.#page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
    }

    /** The chat with the settings folded away for the moment. */
    async screenshotOfChat(name) {
        const drawer = this.#page.locator('#extensions-settings-button .drawer-toggle');
        await drawer.click();
        await this.#page.locator('#sd_source').waitFor({ state: 'hidden' });
        await this.#page.locator('#chat .mes img.mes_img').last().scrollIntoViewIfNeeded();
        await this.screenshot(name);
        await drawer.click();
        await this.#page.locator('#sd_source').waitFor();
    }

    close() {
        return this.#browser.close();
    }

    async #type(selector, text) {
        const field = this.#page.locator(selector);
        await field.fill(text);
        await field.dispatchEvent('input');
    }
}

// Runs in the page: toasts fade after seconds, so each is written down as it appears.
function recordToasts() {
    window.recordedToasts = [];
    const kinds = ['success', 'info', 'warning', 'error'];
    new MutationObserver(records => {
        for (const node of records.flatMap(record => [...record.addedNodes])) {
            const kind = node.classList && kinds.find(name => node.classList.contains(`toast-${name}`));
            if (kind) window.recordedToasts.push({ kind, text: node.innerText });
        }
    }).observe(document, { childList: true, subtree: true });
}

async function exists(path) {
    return access(path).then(() => true, () => false);
}
