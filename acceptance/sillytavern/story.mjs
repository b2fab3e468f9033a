// A chat that goes on by itself: a language model that says what the test wants, and the page's chat as its reader sees it.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../bridge.mjs';

/** An OpenAI-compatible chat server: answers the replies it was given, in their order, and remembers what it was asked. */
export async function startStoryteller() {
    const replies = [];
    const asked = [];
    const server = createServer(async (request, response) => {
        let body = '';
        for await (const chunk of request) body += chunk;
        if (request.url.endsWith('/models')) return json(response, { object: 'list', data: [{ id: 'storyteller', object: 'model' }] });
        const order = JSON.parse(body || '{}');
        asked.push(order);
        const text = replies.shift() ?? 'Nothing happens.';
        if (!order.stream) return json(response, { id: 'r', object: 'chat.completion', choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }] });
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        for (const word of text.split(/(?<= )/)) {
            response.write(`data: ${JSON.stringify({ id: 'r', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content: word } }] })}\n\n`);
            await sleep(15);
        }
        response.end('data: [DONE]\n\n');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return {
        url: `http://127.0.0.1:${server.address().port}/v1`,
        asked,
        will: (...texts) => replies.push(...texts),
        stop: () => new Promise(done => {
            server.closeAllConnections();
            server.close(done);
        }),
    };
}

function json(response, value) {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(value));
}

/** A dictionary with two invented adults, in a file of its own. */
export async function cast() {
    const folder = await mkdtemp(join(tmpdir(), 'cast-'));
    const file = join(folder, 'cast.json');
    const character = (name, looks) => ({ name, category: 'character', weight: 0.8, subject: 'fictional-adult', rating: 'general', url: `https://example.invalid/${name.toLowerCase()}.safetensors`, prepend_prompt: looks });
    await writeFile(file, JSON.stringify({
        config: {},
        loras: { mira: character('Mira', 'a woman of 31 with short auburn hair'), kael: character('Kael', 'a man of 40 with a grey beard') },
    }));
    return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** What a reader does and sees in the chat of a page. */
export class Story {
    #storyteller;

    constructor(tavern) {
        this.tavern = tavern;
        this.page = tavern.page;
        this.errors = [];
        this.page.on('console', message => message.type() === 'error' && this.errors.push(message.text()));
        this.page.on('pageerror', error => this.errors.push(String(error)));
    }

    /** Chat completions from the storyteller. */
    async connect(url = this.#storyteller) {
        this.#storyteller = url;
        await this.page.evaluate(address => {
            $('#main_api').val('openai').trigger('change');
            $('#chat_completion_source').val('custom').trigger('change');
            $('#custom_api_url_text').val(address).trigger('input');
            $('#custom_model_id').val('storyteller').trigger('input');
            $('#api_button_openai').trigger('click');
        }, url);
        await this.page.waitForFunction(() => SillyTavern.getContext().onlineStatus !== 'no_connection');
    }

    async stream(on) {
        await this.page.evaluate(wanted => $('#stream_toggle').prop('checked', wanted).trigger('input').trigger('change'), on);
    }

    /** "Install extension" with this address, the warning confirmed. */
    async install(url) {
        await this.page.locator('#third_party_extension_button').click();
        const dialog = this.page.locator('dialog.popup[open]').last();
        await dialog.locator('textarea, input.popup-input').first().fill(url);
        await dialog.locator('.popup-button-ok').click();
        // The first dialog speaks of third parties too, and still stands while it fades.
        const warning = this.page.locator('dialog.popup[open]', { hasText: 'Are you sure you want to proceed?' });
        await warning.locator('.popup-button-ok').click();
        await this.page.locator('#flux_bridge_settings').waitFor({ state: 'attached', timeout: 60_000 }).catch(async failure => {
            throw new Error(`${failure.message}; toasts: ${JSON.stringify(await this.tavern.toasts())}; console: ${this.errors.join(' | ')}`);
        });
    }

    /** A line of the user, and the reply to it once it is whole. */
    async tell(line) {
        const before = await this.count();
        await this.tavern.say(line);
        await until(async () => (await this.count()) >= before + 2 && !(await this.generating()), 30_000, 'the reply is there');
        return (await this.count()) - 1;
    }

    count() {
        return this.page.evaluate(() => SillyTavern.getContext().chat.length);
    }

    generating() {
        return this.page.evaluate(() => document.body.dataset.generating === 'true');
    }

    message(index) {
        return this.page.locator(`#chat .mes[mesid="${index}"]`);
    }

    card(index) {
        return this.message(index).locator('.flux-bridge-card');
    }

    phase(index) {
        return this.card(index).getAttribute('data-phase', { timeout: 1000 }).catch(() => null);
    }

    async reaches(index, phase, ms = 40_000) {
        await until(async () => (await this.phase(index)) === phase, ms, `message ${index} is ${phase}`).catch(async failure => {
            throw new Error(`${failure.message}; it is ${await this.phase(index)}: ${await this.card(index).innerText({ timeout: 500 }).catch(() => 'no card')}`);
        });
    }

    act(index, action) {
        return this.card(index).locator(`[data-flux-bridge="${action}"]`).evaluate(button => button.click());
    }

    /** What the chat holds of a message: its pictures and what is remembered of them. */
    kept(index) {
        return this.page.evaluate(at => {
            const message = SillyTavern.getContext().chat[at];
            return { text: message.mes, swipe: message.swipe_id, media: structuredClone(message.extra?.media ?? []), memory: structuredClone(message.extra?.flux_bridge ?? null) };
        }, index);
    }

    /** How many pictures a reader sees in a message, each of them loaded. */
    async seen(index) {
        const images = this.message(index).locator('img.mes_img');
        return (await images.all()).length === 0 ? 0 : images.evaluateAll(all => Promise.all(all.map(async image => {
            await image.decode();
            return image.naturalWidth > 0;
        })).then(good => good.filter(Boolean).length));
    }

    /** Waits until a reader sees so many: SillyTavern writes a message anew now and then, and its pictures come back a moment later. */
    async sees(index, count) {
        await until(async () => (await this.seen(index)) === count, 10_000, `${count} pictures are seen in message ${index}`);
    }

    /** A new swipe, and its reply once it is whole. */
    async swipe(index, text) {
        await this.message(index).locator('.swipe_right').evaluate(button => button.click());
        await until(async () => (await this.kept(index)).text === text && !(await this.generating()), 30_000, 'the new swipe is there');
        await sleep(300);
    }

    async swipeBack(index) {
        const before = (await this.kept(index)).swipe;
        await this.message(index).locator('.swipe_left').evaluate(button => button.click());
        await until(async () => (await this.kept(index)).swipe === before - 1, 10_000, 'the old swipe is there');
        await sleep(600);
    }

    async edit(index, text) {
        const message = this.message(index);
        await message.locator('.mes_edit').evaluate(button => button.click());
        await message.locator('.edit_textarea').fill(text);
        await message.locator('.mes_edit_done').evaluate(button => button.click());
        await until(async () => (await this.kept(index)).text === text, 10_000, 'the text is changed');
    }

    /** Reads the page anew and opens the same chat. */
    async reload() {
        await this.page.evaluate(async () => {
            await SillyTavern.getContext().saveChat();
        });
        await sleep(1500);
        await this.page.reload();
        await this.page.waitForFunction(() => !document.querySelector('#preloader') && window.SillyTavern, null, { timeout: 60_000 });
        // The welcome screen writes two messages when it is ready, into whatever chat is open by then.
        await this.page.waitForFunction(() => document.querySelector('#chat .welcomePanel') && SillyTavern.getContext().chat.length >= 2);
        await this.connect();
        await this.open('Seraphina');
    }

    async open(name) {
        await this.page.evaluate(async wanted => {
            const { characters, selectCharacterById } = SillyTavern.getContext();
            await selectCharacterById(characters.findIndex(character => character.name === wanted));
        }, name);
        await this.page.waitForFunction(wanted => SillyTavern.getContext().name2 === wanted && SillyTavern.getContext().chat.length > 0, name);
        await sleep(300);
    }

    /** Makes characters and a group of them, in which each answers when addressed, and opens it. */
    async group(name, members) {
        await this.page.evaluate(async ([title, names]) => {
            const { getRequestHeaders, getCharacters } = SillyTavern.getContext();
            const avatars = [];
            for (const one of names) {
                const card = new FormData();
                card.append('ch_name', one);
                const made = await fetch('/api/characters/create', { method: 'POST', headers: getRequestHeaders({ omitContentType: true }), body: card });
                avatars.push(await made.text());
            }
            const chat = `${title} 1`;
            await fetch('/api/groups/create', {
                method: 'POST',
                headers: getRequestHeaders(),
                body: JSON.stringify({ name: title, members: avatars, disabled_members: [], activation_strategy: 0, generation_mode: 0, chat_id: chat, chats: [chat], chat_metadata: {} }),
            });
            await getCharacters();
        }, [name, members]);
        await this.page.locator('.group_select', { hasText: name }).first().evaluate(entry => entry.click());
        await this.page.waitForFunction(() => SillyTavern.getContext().groupId && !document.body.dataset.generating);
    }

    command(line) {
        return this.page.evaluate(async text => (await SillyTavern.getContext().executeSlashCommandsWithOptions(text)).pipe, line);
    }
}
